import type { RunLock } from '../../adapters/store/lock.ts';
import { openWorkspace } from '../../adapters/workspace/open-workspace.ts';
import type { Limits } from '../../engine/limits.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { RunFacts } from '../../model/event.ts';
import type { RunId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { runLoop } from '../../loop/run-loop.ts';
import type { LoopInput } from '../../loop/run-loop.ts';
import type { Io } from '../command.ts';
import type { AnswerDesk } from '../answers/answer-desk.ts';
import { answerRequests } from '../answers/answer-requests.ts';
import { createTools } from './tools.ts';
import { openRecords } from '../records/records.ts';
import type { Records } from '../records/records.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { PauseSwitch } from './pause-switch.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { StopSignals } from './signals.ts';
import type { Presentation, RunSettings } from '../settings/settings.ts';
import type { TmuxSession } from '../reporters/tmux.ts';

/** What a run is started with, settled before anything is held. */
export type Start = {
  readonly settings: RunSettings;
  /** For people: what is waited for is told by the limits of the run. */
  readonly limits: Limits;
  readonly presentation: Presentation;
  /** Where people read along; null where nobody asked for it. */
  readonly tmux: TmuxSession | null;
  readonly io: Io;
};

/** A start that holds its run: under the lock, with somebody listening. */
export type Held = Start & {
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
export async function runHeld(
  prepared: PreparedRun,
  held: Held,
): Promise<State> {
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
    listener: listenerOf(records, held),
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

/** Who is told what happens: the documents first, then people. */
const listenerOf = (
  records: Records,
  { reporter, notifier }: Held,
): LoopInput['listener'] => ({
  onEvents: (events, next) => {
    records.project(next);
    reporter.onEvents(events, next);
    notifier.onEvents(events);
  },
  onActivity: reporter.onActivity,
  onSpec: records.projectSpec,
  onWarning: reporter.say,
});

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
