import { randomUUID } from 'node:crypto';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { acquireLock } from '../../adapters/store/lock.ts';
import type { RunLock } from '../../adapters/store/lock.ts';
import { createFolders } from '../../adapters/store/layout.ts';
import { openWorkspace } from '../../adapters/workspace/open-workspace.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { runId } from '../../model/ids.ts';
import type { RunId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { runLoop } from '../../loop/run-loop.ts';
import { eventLine } from '../../report/ndjson.ts';
import type { Io } from '../command.ts';
import { answerRequests } from './answer-requests.ts';
import { askConsent } from './consent.ts';
import { createTools } from './tools.ts';
import { isOver } from './known-run.ts';
import { openRecords } from './records.ts';
import { prepareRun } from './prepare-run.ts';
import type { PreparedRun } from './prepare-run.ts';
import { createReporter } from './create-reporter.ts';
import type { Reporter } from './reporter.ts';
import { listenForSignals } from './signals.ts';
import type { StopSignals } from './signals.ts';
import type { Presentation, RunSettings } from './settings.ts';
import { sayPlan } from './say-plan.ts';
import { tellEnd } from './tell-end.ts';

/**
 * The one way a run starts: by a person, by CI, by the demo. Reads first,
 * asks, and only then writes, locks and starts anything.
 */
export async function startRun(
  settings: RunSettings,
  presentation: Presentation,
  io: Io,
): Promise<ExitCode> {
  const prepared = await prepareRun(settings, io);
  const { place } = prepared;
  if (isOver(prepared.known, prepared.spec)) {
    io.stderr.write('This spec is complete already: nothing runs.\n');
    repeatEnd(prepared.known, presentation, io);
    return tellEnd(prepared.known, { place, presentation, io });
  }
  if (prepared.known.run === null && presentation.asks) {
    sayPlan(prepared, settings, io);
    if (!(await askConsent('Start?', io))) {
      io.stderr.write('Nothing was started, nothing was written.\n');
      return EXIT_CODES.halted;
    }
  }
  const end = await holdAndRun(prepared, { settings, presentation, io });
  const exitCode = tellEnd(end.state, { place, presentation, io });
  return exitCode === EXIT_CODES.complete ? exitCode : (end.signal ?? exitCode);
}

/** Whoever reads events waits for the end of the run: it is the one that was. */
function repeatEnd(state: State, { json }: Presentation, io: Io): void {
  const { finished, seq, updated_at } = state;
  if (!json || finished === null || updated_at === null) return;
  io.stdout.write(eventLine({ ...finished, seq, at: updated_at }));
}

type Start = {
  readonly settings: RunSettings;
  readonly presentation: Presentation;
  readonly io: Io;
};

type End = { readonly state: State; readonly signal: ExitCode | null };

/** Everything from here on happens under the lock. */
async function holdAndRun(prepared: PreparedRun, start: Start): Promise<End> {
  const { settings, presentation, io } = start;
  const { layout, flags } = prepared.place;
  const id = prepared.known.run?.run_id ?? runId(randomUUID());
  await using lock = await acquireLock({
    places: layout.locks,
    runId: id,
    clock: systemClock,
  });
  createFolders(layout);
  using signals = listenForSignals({
    graceMs: settings.graceMs,
    say: (text) => {
      reporter.say(text);
    },
  });
  const reporter = await createReporter(presentation, {
    io,
    jobs: settings.jobs,
    flags,
    onInterrupt: signals.interrupt,
    onDrain: signals.drainOnly,
    isDraining: () => signals.drain.aborted,
  });
  try {
    const held = { ...start, runId: id, lock, signals, reporter };
    const state = await runHeld(prepared, held);
    return { state, signal: signals.exitCode() };
  } finally {
    await reporter.end();
  }
}

type Held = Start & {
  readonly runId: RunId;
  readonly lock: RunLock;
  readonly signals: StopSignals;
  readonly reporter: Reporter;
};

/** Opens what the run writes to, and loops until nothing is left to do. */
async function runHeld(prepared: PreparedRun, held: Held): Promise<State> {
  const { settings, presentation, io, lock, signals, reporter } = held;
  const { layout } = prepared.place;
  using records = openRecords(prepared, { lock, settings, say: reporter.say });
  const workspace = await openWorkspace(
    prepared.workspaceOptions,
    prepared.inspection,
  );
  const begun = records.begin({
    run_id: held.runId,
    spec_path: layout.specPath,
    session_name: settings.session,
    isolation: workspace.isolation,
    target_branch: workspace.target_branch,
    integration_branch: workspace.integration_branch,
    base_commit: workspace.base_commit,
  });
  reporter.onEvents(begun.events, begun.state);
  const { loopSettings, ...tools } = createTools(prepared, {
    settings,
    runId: held.runId,
    io,
    waitsForAnswers: presentation.live,
  });
  const inbox = new AbortController();
  const state = await runLoop({
    state: begun.state,
    ports: { ...tools, journal: records.journal, workspace },
    settings: loopSettings,
    listener: {
      onEvents: (events, next) => {
        records.project(next);
        reporter.onEvents(events, next);
      },
      onActivity: reporter.onActivity,
      onSpec: records.projectSpec,
      onWarning: reporter.say,
    },
    drain: signals.drain,
    kill: AbortSignal.any([signals.kill, lock.signal]),
    stoppedWith: () => signals.exitCode() ?? EXIT_CODES.halted,
    onReady: (ledger) => {
      answerRequests({
        ...{ layout, ledger, signals, signal: inbox.signal },
        onProblem: (error) => {
          reporter.say(`requests are not answered: ${String(error)}`);
        },
      });
    },
  }).finally(() => {
    inbox.abort();
  });
  lock.signal.throwIfAborted();
  await records.flush();
  return state;
}
