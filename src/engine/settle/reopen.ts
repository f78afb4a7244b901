import { err, ok } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { UnitStatusChange } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { move } from '../commands.ts';
import { isAllowed } from '../transitions.ts';

/**
 * What follows when a person takes a settled unit up again: it goes back to
 * not_started, and so does every completed unit that needs it, since it was
 * made on top of it. Their code stays. Else why this cannot be.
 */
export function reopen(
  state: State,
  id: string,
  by: string,
): Result<readonly UnitStatusChange[], string> {
  const unit = state.units.find(({ plan }) => plan.task_id === id);
  if (unit === undefined) return err(unknown(id, state));
  if (!isAllowed(unit.status, 'not_started') || !isSettled(unit)) {
    return err(
      `${unit.plan.task_id} is ${unit.status}: only a unit that is completed or canceled is reopened`,
    );
  }
  return ok([
    move(unit, 'not_started', `reopened (${by})`),
    ...completedOn(unit, state).map((dependent) =>
      move(dependent, 'not_started', `needs ${unit.plan.task_id}, reopened`),
    ),
  ]);
}

const isSettled = ({ status }: Unit): boolean =>
  status === 'completed' || status === 'canceled';

/** Completed units that need this one, directly or through others, in file order. */
function completedOn({ plan }: Unit, { units }: State): readonly Unit[] {
  const needing = new Map<TaskId, Unit[]>();
  for (const unit of units) {
    for (const id of unit.plan.dependencies) {
      needing.set(id, [...(needing.get(id) ?? []), unit]);
    }
  }
  const found = new Set<Unit>();
  const look = (id: TaskId): void => {
    for (const unit of needing.get(id) ?? []) {
      if (found.has(unit) || unit.plan.task_id === plan.task_id) continue;
      found.add(unit);
      look(unit.plan.task_id);
    }
  };
  look(plan.task_id);
  return units.filter((unit) => found.has(unit) && unit.status === 'completed');
}

function unknown(id: string, { units }: State): string {
  const known = units.map(({ plan }) => plan.task_id).join(', ');
  const there = known === '' ? 'nothing is planned yet' : `there are ${known}`;
  return `there is no unit ${JSON.stringify(id)}: ${there}`;
}
