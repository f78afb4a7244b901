import { collides } from '../plan/overlap.ts';
import type { Isolation } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { findUnit } from '../model/state-access.ts';
import type { PlannedUnit, Unit } from '../model/unit.ts';
import type { Situation } from './situation.ts';

/** Why a unit that has not started does not start now. */
export type Hold =
  | { readonly type: 'dependency'; readonly on: readonly TaskId[] }
  | { readonly type: 'files'; readonly on: TaskId }
  | { readonly type: 'retry'; readonly until: string };

/** What keeps the unit from starting, whatever slots are free; null = nothing. */
export function holdOf(unit: Unit, situation: Situation): Hold | null {
  const { state, now } = situation;
  const waiting = unit.plan.dependencies.filter((id) => {
    const status = findUnit(state, id)?.status;
    return status !== undefined && status !== 'completed';
  });
  if (waiting.length > 0) return { type: 'dependency', on: waiting };
  if (unit.retry_at !== null && unit.retry_at > now) {
    return { type: 'retry', until: unit.retry_at };
  }
  const holder = state.units.find(
    (other) => isHolding(other) && areApart(unit, other, situation),
  );
  return holder === undefined
    ? null
    : { type: 'files', on: holder.plan.task_id };
}

/**
 * Units that may start now, the longest remaining path first. Among those that
 * are free the earlier in the file goes first where they collide. One that has
 * to run alone keeps its place even while it waits for others to end: it would
 * be passed for ever otherwise.
 */
export function canStart(situation: Situation): Unit[] {
  const { state } = situation;
  const queue = state.units.filter((unit) => {
    if (unit.status !== 'not_started') return false;
    const hold = holdOf(unit, situation);
    return hold === null || (hold.type === 'files' && runsAlone(unit, state));
  });
  const free = queue.filter(
    (unit, place) =>
      holdOf(unit, situation) === null &&
      queue
        .slice(0, place)
        .every((earlier) => !areApart(unit, earlier, situation)),
  );
  const weightOf = (unit: Unit): number =>
    state.paths.get(unit.plan.task_id) ?? 0;
  return free.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** Locks are held from start to integration, not while a decision is open. */
export const isHolding = (unit: Unit): boolean =>
  unit.status === 'in_progress' ||
  unit.status === 'pending_review' ||
  unit.status === 'under_review' ||
  unit.status === 'final_review' ||
  unit.status === 'fix_required';

/** Whether two units must be kept apart: their files meet, or one runs alone. */
export function areApart(a: Unit, b: Unit, situation: Situation): boolean {
  if (a === b) return false;
  if (runsAlone(a, situation.state) || runsAlone(b, situation.state)) {
    return true;
  }
  return collides(a.plan.assignment, b.plan.assignment, {
    foldCase: situation.limits.foldCase,
  });
}

const runsAlone = (unit: Unit, state: State): boolean =>
  mustRunAlone(unit.plan, state.run?.isolation ?? null);

/**
 * Without a manifest nothing is known; in a shared folder a guessed one cannot
 * keep agents apart. Reading and checking never collide.
 */
export function mustRunAlone(
  plan: PlannedUnit,
  isolation: Isolation | null,
): boolean {
  if (plan.assignment.type === 'review' || plan.manual) return false;
  if (plan.manifest === 'none') return true;
  return plan.manifest === 'inferred' && isolation === 'shared';
}
