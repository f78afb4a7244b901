import type { EventOf, StateEdit } from '../../model/event.ts';
import type { Unit } from '../../model/unit.ts';
import { factsOf } from './unit-facts.ts';

/** Fields of a unit that a person may edit in AGENT_STATE.json between runs. */
export const EDITABLE_FIELDS = [
  'status',
  'owner_agent',
  'criticality',
  'writes',
  'reads',
  'dependencies',
  'target_window',
  'max_fix_attempts',
] as const satisfies readonly (keyof StateEdit)[];

/** A person's edit, validated before it became an event, taken as fact. */
export function editUnit(unit: Unit, event: EventOf<'state_edited'>): Unit {
  const { status, dependencies, max_fix_attempts, ...assignment } =
    event.changes;
  const edited: Unit = {
    ...unit,
    max_fix_attempts: max_fix_attempts ?? unit.max_fix_attempts,
    plan: {
      ...unit.plan,
      dependencies: dependencies ?? unit.plan.dependencies,
      manifest:
        assignment.writes === undefined ? unit.plan.manifest : 'declared',
      assignment: { ...unit.plan.assignment, ...assignment },
    },
  };
  return status === undefined ? edited : setStatus(edited, status, event);
}

/**
 * A hand-set status is not a move of the machine: a person outranks the table.
 * `completed` means accepted as it is.
 */
function setStatus(
  unit: Unit,
  status: NonNullable<EventOf<'state_edited'>['changes']['status']>,
  event: EventOf<'state_edited'>,
): Unit {
  const facts = factsOf(unit);
  if (status === 'completed') {
    return {
      ...facts,
      status,
      is_accepted: true,
      is_integrated: true,
      completed_at: event.edited_at,
    };
  }
  return { ...facts, status, is_integrated: false };
}
