import type { Command } from '../../model/command.ts';
import type { EventBody } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import { findUnit } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { move, record } from '../commands.ts';

/*
 * What needs a unit that is being put right, or that waits for a person, is
 * blocked by it: the state says what frees it, and people see it at once.
 * It comes free by itself. Only direct dependents are blocked by a unit; those
 * of theirs are blocked by them.
 */

/** All units that are to be blocked by others, or are not any more; null = none. */
export function blockDependents(state: State): Command | null {
  const events = state.units.flatMap((unit) => eventOf(unit, state) ?? []);
  return events.length === 0 ? null : record(...events);
}

function eventOf(unit: Unit, state: State): EventBody | null {
  switch (unit.status) {
    case 'not_started': {
      const blocker = blockerOf(unit, state);
      return blocker === null ? null : block(unit, blocker);
    }
    case 'blocked': {
      const other = findUnit(state, unit.freed_by as TaskId);
      return other === undefined || isBlocker(unit, other)
        ? null
        : move(unit, unit.resume, `${unit.freed_by} ${whyFree(unit, other)}`);
    }
    default:
      return null;
  }
}

function blockerOf({ plan }: Unit, state: State): Unit | null {
  for (const id of plan.dependencies) {
    const other = findUnit(state, id);
    if (other?.status === 'fix_required' || other?.status === 'blocked') {
      return other;
    }
  }
  return null;
}

/** Once blocked it stays so until what it needs is settled, however many fixes that takes. */
const isBlocker = (unit: Unit, { plan, status }: Unit): boolean =>
  unit.plan.dependencies.includes(plan.task_id) &&
  status !== 'completed' &&
  status !== 'canceled';

const whyFree = (unit: Unit, { plan, status }: Unit): string =>
  unit.plan.dependencies.includes(plan.task_id)
    ? `is ${status}`
    : 'is not needed any more';

function block(unit: Unit, other: Unit): EventBody {
  const { task_id } = other.plan;
  const why =
    other.status === 'blocked'
      ? `waits for ${other.freed_by}`
      : 'is being put right';
  return {
    ...move(unit, 'blocked', `${task_id} ${why}`),
    freed_by: task_id,
  };
}
