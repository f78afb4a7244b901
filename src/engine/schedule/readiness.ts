import type { Isolation } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { findUnit, unitOf } from '../../model/state-access.ts';
import type { PlannedUnit, Unit } from '../../model/unit.ts';
import type { FilesHold, Hold } from './hold.ts';
import { nextAttempt } from './next-attempt.ts';
import { byRank } from './rank.ts';
import type { Situation } from '../situation.ts';
import type { Claimants, Survey } from './survey.ts';

/** Units that have to be completed first and are not; null = none. */
export function dependencyHold(unit: Unit, state: State): Hold | null {
  const on = unit.plan.dependencies.filter((id) => {
    const status = findUnit(state, id)?.status;
    return status !== undefined && status !== 'completed';
  });
  return on.length === 0 ? null : { type: 'dependency', on };
}

/** Whether a unit has not begun and everything that it needs is there. */
export const isReady = (unit: Unit, state: State): boolean =>
  unit.status === 'not_started' && dependencyHold(unit, state) === null;

/** The pause after a failure; null = over, or there was none. */
export const retryHold = (unit: Unit, { now }: Situation): Hold | null =>
  unit.retry_at !== null && unit.retry_at > now
    ? { type: 'retry', until: unit.retry_at }
    : null;

/** Other units that have a new unit's files, or come before it; null = nobody. */
export function filesHold(unit: Unit, survey: Survey): FilesHold | null {
  return heldFiles(unit, survey) ?? turnHold(unit, survey);
}

/** Units that hold what a new unit needs. */
function heldFiles(unit: Unit, survey: Survey): FilesHold | null {
  const { state, underway } = survey;
  const { holders, alone } = underway();
  const but = (units: readonly Unit[]): TaskId[] =>
    units.flatMap((other) => (other === unit ? [] : [other.plan.task_id]));
  const files = (why: FilesHold['why'], on: readonly TaskId[]) =>
    on.length === 0 ? null : ({ type: 'files', why, on } as const);
  if (runsAlone(unit, state)) return files('runs_alone', but(holders));
  return (
    files('beside_alone', but(alone)) ??
    files(
      'held',
      colliding(unit, state).flatMap((other) =>
        isHolding(other) ? [other.plan.task_id] : [],
      ),
    )
  );
}

/** The first unit that goes before it, could start as well, and collides with it. */
function turnHold(unit: Unit, { state, claimants }: Survey): FilesHold | null {
  const first = firstBefore(unit, claimants(), state);
  return first === null
    ? null
    : { type: 'files', why: 'turn', on: [first.plan.task_id] };
}

function firstBefore(unit: Unit, claims: Claimants, state: State): Unit | null {
  const rank = byRank(state);
  const others = runsAlone(unit, state)
    ? [claims.first]
    : [
        claims.alone,
        ...colliding(unit, state).filter((other) => claims.units.has(other)),
      ];
  return (
    others
      .filter((other) => other !== null)
      .filter((other) => rank(other, unit) < 0)
      .toSorted(rank)[0] ?? null
  );
}

/**
 * Units that may start, or keep their place although others hold their files:
 * those that run alone, and those that somebody of a lower rank has passed already.
 * They would be passed for ever otherwise. Everybody else who cannot start now
 * is nobody's reason to wait.
 */
export function findClaimants(survey: Survey): Claimants {
  const { state } = survey;
  const units = new Set<Unit>();
  let first: Unit | null = null;
  let alone: Unit | null = null;
  // Most wait for a dependency: they are not even sorted.
  const ready = state.units.filter((unit) => isReady(unit, state));
  for (const unit of ready.toSorted(byRank(state))) {
    if (!mayClaim(unit, { survey, claims: { units, first, alone } })) continue;
    units.add(unit);
    first ??= unit;
    if (runsAlone(unit, state)) alone ??= unit;
  }
  return { units, first, alone };
}

function mayClaim(
  unit: Unit,
  { survey, claims }: { readonly survey: Survey; readonly claims: Claimants },
): boolean {
  const { state } = survey;
  if (retryHold(unit, survey) !== null) return false;
  const next = nextAttempt(unit, survey);
  if (next !== null && next.choice.type !== 'free') return false;
  if (runsAlone(unit, state)) return true;
  const held = heldFiles(unit, survey);
  if (held === null) return firstBefore(unit, claims, state) === null;
  const rank = byRank(state);
  return held.on.some((id) => rank(unit, unitOf(state, id)) < 0);
}

/** Locks are held from start to integration, not while a decision is open. */
export const isHolding = (unit: Unit): boolean =>
  unit.status === 'in_progress' ||
  unit.status === 'pending_review' ||
  unit.status === 'under_review' ||
  unit.status === 'final_review' ||
  unit.status === 'fix_required';

/** Units whose files meet the unit's own. */
const colliding = ({ plan }: Unit, state: State): Unit[] =>
  [...(state.apart.get(plan.task_id) ?? [])].flatMap(
    (id) => findUnit(state, id) ?? [],
  );

/** Whether the unit keeps all others out while it has begun. */
export const runsAlone = (unit: Unit, state: State): boolean =>
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
