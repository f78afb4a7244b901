import type { Hold } from '../../engine/schedule/hold.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import {
  TASK_MS,
  equalTasks,
  playLimits,
} from '../../simulation/equal-tasks.ts';
import type { PlanLimits } from '../../simulation/equal-tasks.ts';
import type { Play } from '../../simulation/play.ts';
import { simulate, simulateInDetail } from '../../simulation/simulate.ts';
import type { Segment } from '../../simulation/timeline.ts';
import { millisBetween } from '../format.ts';
import { holdReason } from '../hold-reason.ts';
import type { WaitReason } from '../hold-reason.ts';

/** How a plan would go if every task took equally long. All lengths are in tasks. */
export type PlanEstimate = {
  readonly jobs: number;
  readonly makespan: number;
  /** Who does what when, in the order in which it ends. */
  readonly bars: readonly PlanBar[];
  /** Agents at work, from each moment at which their number changes. */
  readonly usage: readonly { readonly from: number; readonly agents: number }[];
  /** The most agents at once. */
  readonly at_once: number;
  /** Units that are never done: they wait for each other, or for an answer. */
  readonly never_ready: readonly TaskId[];
};

/** A stretch of a unit's time in which it does one thing. */
export type PlanBar = {
  readonly task_id: TaskId;
  readonly from: number;
  readonly to: number;
  readonly type: Segment['type'];
  /** Why it waits, where it does. */
  readonly wait: Pick<WaitReason, 'type' | 'text'> | null;
};

/** The estimate for the jobs that were asked for. */
export function estimatePlan(begin: Play, known: PlanLimits): PlanEstimate {
  const { makespan, segments, usage, left } = simulateInDetail(begin, {
    limits: playLimits(known),
    scenario: equalTasks,
  });
  return {
    jobs: known.jobs,
    makespan: makespan / TASK_MS,
    bars: segments.map((segment) => ({
      task_id: segment.task_id,
      from: segment.from / TASK_MS,
      to: segment.to / TASK_MS,
      type: segment.type,
      wait: segment.type === 'wait' ? waitOf(segment.hold, begin) : null,
    })),
    usage: usage.map(({ from, agents }) => ({ from: from / TASK_MS, agents })),
    at_once: usage.reduce((most, { agents }) => Math.max(most, agents), 0),
    never_ready: left,
  };
}

/** Without a hold it is a question that nobody has answered. */
function waitOf(hold: Hold | null, { state }: Play): PlanBar['wait'] {
  if (hold === null) return { type: 'decision', text: 'waits for an answer' };
  const { type, text } = holdReason(hold, state);
  return { type, text };
}

/** How long a plan takes by the number of jobs. */
export type JobsEstimate = {
  readonly rows: readonly {
    readonly jobs: number;
    readonly makespan: number;
  }[];
  /** The fewest jobs that no greater number beats. */
  readonly enough: number;
};

/** More than this is rarely bought. */
const MOST_JOBS = 6;

/** A play's work grows with the square of its units: six of more than this would keep a person waiting. */
const MOST_COMPARED = 200;

/** The makespan for 1 to 6 jobs, and where more jobs stop paying; null for a plan that is too large to be played so often. */
export function compareJobs(
  begin: Play,
  known: PlanLimits,
): JobsEstimate | null {
  if (begin.state.units.length > MOST_COMPARED) return null;
  const rows = Array.from({ length: MOST_JOBS }, (_, i) => {
    const limits = playLimits({ ...known, jobs: i + 1 });
    const { makespan } = simulate(begin, { limits, scenario: equalTasks });
    return { jobs: i + 1, makespan: makespan / TASK_MS };
  });
  const best = Math.min(...rows.map(({ makespan }) => makespan));
  const enough = rows.find(({ makespan }) => makespan === best)?.jobs ?? 1;
  return { rows, enough };
}

/** Milliseconds a task of the finished units took, reviews and fixes included; null where none is finished. */
export function paceOf(state: State): number | null {
  const done = state.units.filter(({ status }) => status === 'completed');
  const attempts = done.flatMap((unit) => unit.attempts);
  const spent = attempts.reduce(
    (sum, attempt) =>
      attempt.status === 'ended'
        ? sum + millisBetween(attempt.started_at, attempt.ended_at)
        : sum,
    0,
  );
  const tasks = done
    .filter((unit) => unit.attempts.length > 0)
    .reduce((sum, { plan }) => sum + 1 + plan.subtasks.length, 0);
  return tasks === 0 || spent === 0 ? null : spent / tasks;
}
