import { randomUUID } from 'node:crypto';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { boundHeap } from '../../adapters/process/bound-heap.ts';
import { runnerMarks } from '../../adapters/process/runner-marks.ts';
import { settleLeftovers } from '../../adapters/process/settle-leftovers.ts';
import { acquireLock } from '../../adapters/store/lock.ts';
import { createFolders } from '../../adapters/store/layout.ts';
import type { Limits } from '../../engine/limits.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { runId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { eventLine } from '../../report/lines/ndjson.ts';
import type { Io } from '../command.ts';
import { tellStepSummary } from '../report/step-summary.ts';
import { createAnswerDesk } from '../answers/answer-desk.ts';
import { askConsent } from '../consent.ts';
import { isOver } from '../records/known-run.ts';
import { limitsOf } from '../settings/limits.ts';
import { prepareRun } from './prepare-run.ts';
import type { PreparedRun } from './prepare-run.ts';
import { createReporter } from '../reporters/create-reporter.ts';
import { createPauseSwitch } from './pause-switch.ts';
import { createRunNotifier } from '../notify/run-notifier.ts';
import { listenForSignals } from './signals.ts';
import type { Presentation, RunSettings } from '../settings/settings.ts';
import { sayPlan } from './say-plan.ts';
import { requirementsAt, tellEnd } from './tell-end.ts';
import { openTmux, tmuxName } from '../reporters/tmux.ts';
import type { TmuxSession } from '../reporters/tmux.ts';
import type { Place } from '../records/place.ts';
import { runHeld } from './run-held.ts';
import type { Start } from './run-held.ts';

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
