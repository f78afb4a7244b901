import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { unreachable } from '../lib/unreachable.ts';
import { isHolding, mustRunAlone } from '../engine/readiness.ts';
import { findUnit, isBusy } from '../model/state-access.ts';
import { collides } from '../plan/overlap.ts';
import { formatTime, isAfter } from './format.ts';

/** Why a unit does not run right now. */
export type WaitReason = {
  readonly type:
    | 'dependency'
    | 'files'
    | 'slot'
    | 'backend'
    | 'retry'
    | 'integration'
    | 'decision'
    | 'stopped';
  /** One line for a person. */
  readonly text: string;
  /** ISO time at which it ends by itself, where that is known. */
  readonly until: string | null;
};

/** The reasons of all units that wait. */
export type Waits = ReadonlyMap<TaskId, WaitReason>;

/** Finds every wait; `now` decides which pauses are over and is the last event's time unless given. */
export function findWaits(state: State, now = state.updated_at): Waits {
  const waits = new Map<TaskId, WaitReason>();
  const holders = state.units.filter(isHolding);
  for (const unit of state.units) {
    const reason = findReason(unit, { state, holders, now });
    if (reason !== null) waits.set(unit.plan.task_id, reason);
  }
  return waits;
}

/** Why one unit waits; null when it runs or is settled. */
export function waitReason(
  state: State,
  task_id: TaskId,
  now = state.updated_at,
): WaitReason | null {
  const unit = findUnit(state, task_id);
  if (unit === undefined) return null;
  return findReason(unit, {
    state,
    holders: state.units.filter(isHolding),
    now,
  });
}

type Surroundings = {
  readonly state: State;
  /** Units whose files are theirs from start to integration. */
  readonly holders: readonly Unit[];
  readonly now: string | null;
};

function findReason(unit: Unit, around: Surroundings): WaitReason | null {
  switch (unit.status) {
    case 'completed':
    case 'canceled':
      return null;
    case 'blocked':
      return blockedReason(unit, around);
    case 'in_progress':
    case 'pending_review':
    case 'under_review':
      return isBusy(unit) ? null : pauseReason(unit, around);
    case 'final_review':
      return integrationReason(unit, around.state);
    case 'fix_required':
      if (isBusy(unit)) return null;
      return filesReason(unit, around) ?? pauseReason(unit, around);
    case 'not_started':
      return (
        dependencyReason(unit, around.state) ??
        filesReason(unit, around) ??
        queueReason(unit, around) ??
        pauseReason(unit, around)
      );
    default:
      return unreachable(unit);
  }
}

const wait = (
  type: WaitReason['type'],
  text: string,
  until: string | null = null,
): WaitReason => ({ type, text, until });

function blockedReason(
  unit: Extract<Unit, { status: 'blocked' }>,
  { state }: Surroundings,
): WaitReason {
  return state.decisions.some(({ id }) => id === unit.freed_by)
    ? wait('decision', `decision ${unit.freed_by}: ${unit.reason}`)
    : wait('dependency', `unit ${unit.freed_by}: ${unit.reason}`);
}

function dependencyReason(unit: Unit, state: State): WaitReason | null {
  const open = unit.plan.dependencies.filter((id) => {
    const status = findUnit(state, id)?.status;
    return status !== undefined && status !== 'completed';
  });
  return open.length === 0
    ? null
    : wait('dependency', `after ${open.join(', ')}`);
}

function filesReason(unit: Unit, around: Surroundings): WaitReason | null {
  const { state } = around;
  const others = around.holders.filter((holder) => holder !== unit);
  const isAlone = ({ plan }: Unit): boolean =>
    mustRunAlone(plan, state.run?.isolation ?? null);
  if (isAlone(unit) && others.length > 0) {
    const ids = others.map((other) => other.plan.task_id).join(', ');
    return wait('files', `runs alone, after ${ids}: its files are not known`);
  }
  const alone = others.find(isAlone);
  if (alone !== undefined)
    return wait('files', `${alone.plan.task_id} runs alone`);
  const holder = others.find((other) =>
    collides(unit.plan.assignment, other.plan.assignment),
  );
  return holder === undefined
    ? null
    : wait('files', `${holder.plan.task_id} holds files it needs`);
}

/** An earlier unit that has to run alone keeps its place, or it would never come to it. */
function queueReason(unit: Unit, { state }: Surroundings): WaitReason | null {
  const isolation = state.run?.isolation ?? null;
  const place = state.units.indexOf(unit);
  const earlier = state.units.find(
    (other, at) =>
      at < place &&
      other.status === 'not_started' &&
      other.retry_at === null &&
      mustRunAlone(other.plan, isolation) &&
      dependencyReason(other, state) === null,
  );
  return earlier === undefined
    ? null
    : wait('files', `after ${earlier.plan.task_id}, which runs alone`);
}

function pauseReason(unit: Unit, around: Surroundings): WaitReason {
  const { state, now } = around;
  if (state.finished !== null)
    return wait('stopped', 'nothing runs: the run has ended');
  const { retry_at } = unit;
  if (retry_at !== null && isAfter(retry_at, now))
    return wait('retry', `tries again at ${formatTime(retry_at)}`, retry_at);
  const backend = unit.reassigned_to ?? unit.plan.assignment.owner_agent;
  const until = state.parked[backend] ?? null;
  if (until !== null && isAfter(until, now))
    return wait(
      'backend',
      `${backend} pauses until ${formatTime(until)}`,
      until,
    );
  return wait('slot', 'waits for a free slot');
}

function integrationReason(unit: Unit, state: State): WaitReason | null {
  const { integrating } = state;
  if (integrating === unit.plan.task_id || isBusy(unit)) return null;
  if (integrating !== null)
    return wait('integration', `after ${integrating} is integrated`);
  return state.finished === null
    ? wait('integration', 'integrated next')
    : wait('stopped', 'nothing runs: the run has ended');
}
