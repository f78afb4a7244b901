import { isWritingRole } from '../../model/assignment.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import type { Hold } from './hold.ts';
import type { Survey } from './survey.ts';

/*
 * In one shared folder a check sees everybody's half-written files. So a check
 * runs only while nobody writes, and nobody begins to write while a check runs
 * or is due: otherwise new work would keep it waiting for ever.
 */

/** Whether a unit's checks have to wait for agents that write beside it. */
export const mustChecksWait = (state: State): boolean =>
  isShared(state) && state.units.some(isWriting);

/** What keeps the checks of a unit from running in a shared folder. */
export function writersHold({ state, underway }: Survey): Hold | null {
  if (!isShared(state)) return null;
  const { writers } = underway();
  return writers.length === 0
    ? null
    : {
        type: 'checks',
        why: 'writing',
        on: writers.map(({ plan }) => plan.task_id),
      };
}

/** What keeps an agent from beginning to write in a shared folder. */
export function checksHold({ state, underway }: Survey): Hold | null {
  if (!isShared(state)) return null;
  const { checking } = underway();
  return checking.length === 0 && !state.is_taking_baseline
    ? null
    : {
        type: 'checks',
        why: 'checking',
        on: checking.map(({ plan }) => plan.task_id),
      };
}

const isShared = (state: State): boolean => state.run?.isolation === 'shared';

/** Whether an agent of the unit may be changing files right now. */
export const isWriting = (unit: Unit): boolean =>
  unit.attempts.some(
    ({ status, role }) => status === 'running' && isWritingRole(role),
  );

/** Whether the unit's work has not been checked as it is now. */
export function isCheckDue(unit: Unit): boolean {
  if (unit.status !== 'pending_review') return false;
  const tree = currentEvidence(unit)?.tree;
  return (
    tree !== undefined && !unit.checks.some((checked) => checked.tree === tree)
  );
}
