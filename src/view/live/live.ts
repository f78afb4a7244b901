import { isWritingRole } from '../../model/assignment.ts';
import type { Limits } from '../../engine/limits.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Budget } from '../../model/budget.ts';
import type { AttemptId, TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Status } from '../../model/status.ts';
import type { Unit } from '../../model/unit.ts';
import type { Activity } from '../../ports/agents.ts';
import { allAttempts, runningAttempts } from '../attempts.ts';
import {
  decideCommand,
  detailsOf,
  headlineOf,
  openDecisions,
} from '../decisions.ts';
import { formatDuration, millisBetween } from '../format.ts';
import { toProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { isSettled, statusLook } from '../status-look.ts';
import type { StatusLook } from '../status-look.ts';
import { oneLine } from '../terminal-text.ts';
import { totalUsage } from '../usage.ts';
import type { TotalUsage } from '../usage.ts';
import { findWaits } from '../waits.ts';
import type { Waits } from '../waits.ts';

/** What the live view needs beside the state. */
export type LiveOptions = {
  readonly now: string;
  readonly jobs: number;
  /** What the run may use, so that every wait can be told apart. */
  readonly limits?: Limits | undefined;
  /** What each running attempt does, as its stream says. */
  readonly activity: ReadonlyMap<AttemptId, Activity>;
  /** No new work starts. */
  readonly isDraining: boolean;
  /** No new work starts until somebody lets it go on. */
  readonly isPaused?: boolean;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
  /** For CLIs that do not say what they cost. */
  readonly prices?: Budget['prices'] | undefined;
};

export type LivePhase =
  | 'assigning'
  | 'planning'
  | 'running'
  | 'paused'
  | 'draining'
  | 'landing'
  | 'ended';

export type LiveDecision = {
  readonly id: string;
  readonly task_id: TaskId;
  readonly text: string;
  /** What was tried and where it is, a line each. */
  readonly details: readonly string[];
  /** Answers it with its first option. */
  readonly command: string;
  readonly options: readonly { readonly n: number; readonly label: string }[];
};

/** One unit, or the run itself while it is being assigned. */
export type LiveRow = StatusLook & {
  readonly task_id: TaskId;
  readonly title: string;
  readonly status: Status;
  readonly agent: string;
  /** `review 2`; empty before the first attempt. */
  readonly attempt: string;
  readonly elapsed: string;
  /** What it does right now, or why it waits; empty when settled. */
  readonly doing: string;
  readonly is_running: boolean;
};

/** Everything the live view shows, as text that is safe on a terminal. */
export type LiveModel = {
  readonly header: {
    readonly spec: string;
    readonly phase: LivePhase;
    /** Since this start. */
    readonly elapsed: string;
    readonly progress: Progress;
    readonly running: number;
    readonly jobs: number;
    readonly usage: TotalUsage;
  };
  readonly decisions: readonly LiveDecision[];
  readonly rows: readonly LiveRow[];
};

/** Projects the state at a moment onto what a person wants at a glance. */
export function toLiveModel(state: State, options: LiveOptions): LiveModel {
  const waits = findWaits(state, options);
  return {
    header: {
      spec: oneLine(state.run?.spec_path ?? ''),
      phase: findPhase(state, options),
      elapsed: formatDuration(
        millisBetween(
          state.resumed_at,
          state.finished === null ? options.now : state.updated_at,
        ),
      ),
      progress: toProgress(state),
      running: allAttempts(state).filter((a) => a.status === 'running').length,
      jobs: options.jobs,
      usage: totalUsage(state, options.prices),
    },
    decisions: liveDecisions(state, options.flags),
    rows: state.units.map((unit) => toRow(unit, { waits, options })),
  };
}

function findPhase(state: State, options: LiveOptions): LivePhase {
  if (state.finished !== null) return 'ended';
  if (state.is_landing) return 'landing';
  if (options.isDraining) return 'draining';
  if (options.isPaused === true) return 'paused';
  if (state.is_planned) return 'running';
  return state.run_attempts.some((attempt) => attempt.status === 'running')
    ? 'assigning'
    : 'planning';
}

const liveDecisions = (
  state: State,
  flags: readonly string[],
): readonly LiveDecision[] =>
  openDecisions(state).map((decision) => {
    const [option] = decision.options;
    return {
      id: decision.id,
      task_id: decision.task_id,
      text: oneLine(headlineOf(decision)),
      details: detailsOf(decision).map(oneLine),
      command:
        option === undefined ? '' : decideCommand(decision, option, flags),
      options: decision.options.map(({ n, label }) => ({
        n,
        label: oneLine(label),
      })),
    };
  });

function toRow(
  unit: Unit,
  { waits, options }: { readonly waits: Waits; readonly options: LiveOptions },
): LiveRow {
  const running = runningAttempts(unit);
  const shown = running.length > 0 ? running : lastShown(unit);
  const agents = new Set(shown.map((attempt) => attempt.backend));
  const owner = unit.reassigned_to ?? unit.plan.assignment.owner_agent;
  const last = shown.at(-1);
  return {
    ...statusLook(unit.status),
    task_id: unit.plan.task_id,
    title: oneLine(unit.plan.description),
    status: unit.status,
    agent: oneLine(agents.size === 0 ? owner : [...agents].join('+')),
    attempt: last === undefined ? '' : `${last.role} ${last.n}`,
    elapsed: rowElapsed(unit, running, options.now),
    doing: oneLine(describeDoing(unit, { running, waits, options })),
    is_running: running.length > 0 || unit.is_checking,
  };
}

/** Who did the work, once it is done; before that, who was last at it. */
const lastShown = (unit: Unit): readonly Attempt[] =>
  unit.status === 'completed'
    ? unit.attempts.filter(({ role }) => isWritingRole(role)).slice(-1)
    : unit.attempts.slice(-1);

/** Of what runs, since its start; of what is settled, all in all. */
function rowElapsed(
  unit: Unit,
  running: readonly Attempt[],
  now: string,
): string {
  const [first] = running;
  if (first !== undefined)
    return formatDuration(millisBetween(first.started_at, now));
  const begun = unit.attempts[0]?.started_at ?? null;
  return unit.status === 'completed' && begun !== null
    ? formatDuration(millisBetween(begun, unit.completed_at))
    : '';
}

function describeDoing(
  unit: Unit,
  context: {
    readonly running: readonly Attempt[];
    readonly waits: Waits;
    readonly options: LiveOptions;
  },
): string {
  const { running, waits, options } = context;
  if (unit.is_checking) return 'runs the checks';
  const activities = running.flatMap(
    (attempt) => options.activity.get(attempt.attempt_id)?.text ?? [],
  );
  if (activities.length > 0) return activities.join(' · ');
  if (running.length > 0) return 'starts';
  const reason = waits.get(unit.plan.task_id);
  if (reason === undefined) return isSettled(unit.status) ? '' : 'goes on';
  return reason.until === null
    ? reason.text
    : `${reason.type} in ${formatDuration(millisBetween(options.now, reason.until))}`;
}
