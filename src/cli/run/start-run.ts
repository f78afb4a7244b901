import { randomUUID } from 'node:crypto';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { boundHeap } from '../../adapters/process/bound-heap.ts';
import { runnerMarks } from '../../adapters/process/runner-marks.ts';
import { settleLeftovers } from '../../adapters/process/settle-leftovers.ts';
import { acquireLock } from '../../adapters/store/lock.ts';
import type { RunLock } from '../../adapters/store/lock.ts';
import { createFolders } from '../../adapters/store/layout.ts';
import { openWorkspace } from '../../adapters/workspace/open-workspace.ts';
import type { Limits } from '../../engine/limits.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { RunFacts } from '../../model/event.ts';
import { runId } from '../../model/ids.ts';
import type { RunId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { runLoop } from '../../loop/run-loop.ts';
import { eventLine } from '../../report/ndjson.ts';
import type { Io } from '../command.ts';
import { tellStepSummary } from '../report/step-summary.ts';
import { createAnswerDesk } from './answer-desk.ts';
import type { AnswerDesk } from './answer-desk.ts';
import { answerRequests } from './answer-requests.ts';
import { askConsent } from './consent.ts';
import { createTools } from './tools.ts';
import { isOver } from './known-run.ts';
import { limitsOf } from './limits.ts';
import { openRecords } from './records.ts';
import { prepareRun } from './prepare-run.ts';
import type { PreparedRun } from './prepare-run.ts';
import { createReporter } from './create-reporter.ts';
import { createPauseSwitch } from './pause-switch.ts';
import type { PauseSwitch } from './pause-switch.ts';
import { createRunNotifier } from '../notify/run-notifier.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Reporter } from './reporter.ts';
import { listenForSignals } from './signals.ts';
import type { StopSignals } from './signals.ts';
import type { Presentation, RunSettings } from './settings.ts';
import { sayPlan } from './say-plan.ts';
import { requirementsAt, tellEnd } from './tell-end.ts';
import { openTmux, tmuxName } from './tmux.ts';
import type { TmuxSession } from './tmux.ts';
import type { Place } from './place.ts';

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
  const tmux = tmuxOf(presentation, place, io);
  if (isOver(prepared.known, prepared.spec)) {
    io.stderr.write('This spec is complete already: nothing runs.\n');
    repeatEnd(prepared.known, presentation, io);
    await tellStepSummary(prepared.known, { place, io });
    return tellEnd(prepared.known, { place, presentation, io });
  }
  if (prepared.known.run === null && presentation.asks) {
    sayPlan(prepared, settings, io);
    if (!(await askConsent('Start?', io))) {
      io.stderr.write('Nothing was started, nothing was written.\n');
      return EXIT_CODES.halted;
    }
  }
  const limits = limitsFor(prepared, settings);
  const end = await holdAndRun(prepared, {
    settings,
    limits,
    presentation,
    tmux,
    io,
  });
  const requirements = await requirementsAt(place);
  const about = { place, io, limits, requirements };
  await tellStepSummary(end.state, about);
  const exitCode = tellEnd(end.state, { ...about, presentation });
  return exitCode === EXIT_CODES.complete ? exitCode : (end.signal ?? exitCode);
}

const tmuxOf = (
  { tmux }: Presentation,
  place: Place,
  io: Io,
): TmuxSession | null =>
  tmux === undefined ? null : openTmux(tmuxName(tmux, place), place, io);

const limitsFor = ({ roles }: PreparedRun, settings: RunSettings): Limits => ({
  // A step ends, and what waits then waits for the run.
  ...limitsOf(
    { ...settings, step: undefined },
    {
      roles,
      shouldLand: settings.shouldLand,
      waitsForAnswers: false,
    },
  ),
  isDraining: false,
});

/** Whoever reads events waits for the end of the run: it is the one that was. */
function repeatEnd(state: State, { json }: Presentation, io: Io): void {
  const { finished, seq, updated_at } = state;
  if (!json || finished === null || updated_at === null) return;
  io.stdout.write(eventLine({ ...finished, seq, at: updated_at }));
}

type Start = {
  readonly settings: RunSettings;
  /** For people: what is waited for is told by the limits of the run. */
  readonly limits: Limits;
  readonly presentation: Presentation;
  /** Where people read along; null where nobody asked for it. */
  readonly tmux: TmuxSession | null;
  readonly io: Io;
};

type End = { readonly state: State; readonly signal: ExitCode | null };

/** Everything from here on happens under the lock. */
async function holdAndRun(prepared: PreparedRun, start: Start): Promise<End> {
  const { settings, presentation, io, limits } = start;
  const { layout, flags } = prepared.place;
  const { run_id: id = runId(randomUUID()) } = prepared.resumed ?? {};
  await using lock = await acquireLock({
    places: layout.locks,
    runId: id,
    clock: systemClock,
  });
  createFolders(layout);
  await settleLeftovers(prepared.edge, runnerMarks(layout.folder));
  boundHeap();
  using signals = listenForSignals({
    graceMs: settings.graceMs,
    say: (text) => {
      reporter.say(text);
    },
  });
  const desk = createAnswerDesk((text) => {
    reporter.say(text);
  });
  const pausing = createPauseSwitch();
  const shown = await createReporter(presentation, {
    io,
    jobs: settings.jobs,
    limits,
    flags,
    prices: settings.prices,
    onAnswer: desk.take,
    onInterrupt: signals.interrupt,
    onDrain: signals.drainOnly,
    isDraining: () => signals.drain.aborted,
    onPause: pausing.toggle,
    isPaused: pausing.isPaused,
    onGone: pausing.release,
  });
  const reporter = start.tmux?.beside(shown) ?? shown;
  const notifier = createRunNotifier(prepared, {
    notify: settings.notify,
    say: reporter.say,
  });
  try {
    const state = await runHeld(prepared, {
      ...{ ...start, runId: id, lock, signals, reporter, desk },
      ...{ pausing, notifier },
    });
    return { state, signal: signals.exitCode() };
  } finally {
    await notifier.end();
    await reporter.end();
  }
}

type Held = Start & {
  readonly runId: RunId;
  readonly lock: RunLock;
  readonly signals: StopSignals;
  readonly reporter: Reporter;
  readonly desk: AnswerDesk;
  readonly pausing: PauseSwitch;
  readonly notifier: Notifier;
};

/** What a first start settles for all that follow. */
const factsOf = (
  { place }: PreparedRun,
  { held, workspace }: { readonly held: Held; readonly workspace: Workspace },
): RunFacts => ({
  run_id: held.runId,
  spec_path: place.layout.specPath,
  session_name: held.settings.session,
  isolation: workspace.isolation,
  target_branch: workspace.target_branch,
  integration_branch: workspace.integration_branch,
  base_commit: workspace.base_commit,
  folds_case: process.platform === 'darwin',
});

/** Opens what the run writes to, and loops until nothing is left to do. */
async function runHeld(prepared: PreparedRun, held: Held): Promise<State> {
  const { settings, presentation, io, lock, signals, reporter } = held;
  const { layout } = prepared.place;
  using records = openRecords({
    ...{ place: prepared.place, secrets: prepared.secrets },
    limits: held.limits,
    windows: held.tmux?.windows,
    lock,
    say: reporter.say,
  });
  const workspace = await openWorkspace(
    prepared.workspaceOptions,
    prepared.inspection,
  );
  const begun = records.begin({
    ...{ settings, files: prepared.files, base: prepared.base },
    facts: factsOf(prepared, { held, workspace }),
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
    ports: {
      ...{ ...tools, workspace },
      ...{ journal: records.journal, pulse: records.pulse },
    },
    settings: loopSettings,
    listener: {
      onEvents: (events, next) => {
        records.project(next);
        reporter.onEvents(events, next);
        held.notifier.onEvents(events);
      },
      onActivity: reporter.onActivity,
      onSpec: records.projectSpec,
      onWarning: reporter.say,
    },
    drain: signals.drain,
    pausing: held.pausing,
    kill: AbortSignal.any([signals.kill, lock.signal]),
    stoppedWith: () => signals.exitCode() ?? EXIT_CODES.halted,
    onReady: (ledger) => {
      takeRequests(ledger, held, { layout, workspace, signal: inbox.signal });
    },
  }).finally(async () => {
    inbox.abort();
    // Whatever ended it: nothing may be written once the lock is given back.
    await records.flush().catch(() => undefined);
  });
  lock.signal.throwIfAborted();
  await records.flush();
  return state;
}

/** From here on people can answer, in the live view and from other terminals. */
function takeRequests(
  ledger: Parameters<AnswerDesk['open']>[0],
  { desk, signals, reporter }: Held,
  place: Pick<
    Parameters<typeof answerRequests>[0],
    'layout' | 'workspace' | 'signal'
  >,
): void {
  desk.open(ledger);
  answerRequests({
    ...place,
    ledger,
    signals,
    onProblem: (error) => {
      reporter.say(`requests are not answered: ${String(error)}`);
    },
  });
}
