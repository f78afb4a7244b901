import { isWritingRole } from '../model/assignment.ts';
import { currentEvidence } from '../model/state-access.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import type { Limits } from './limits.ts';

/*
 * In one shared folder a check sees everybody's half-written files. So a check
 * runs only while nobody writes, and nobody begins to write while a check runs
 * or is due: otherwise new work would keep it waiting for ever.
 */

/** Whether a unit's checks have to wait for agents that write beside it. */
export const mustChecksWait = (state: State): boolean =>
  isShared(state) && state.units.some(isWriting);

/** Whether no agent may begin to write because of a check. */
export const mustWritersWait = (state: State, limits: Limits): boolean =>
  isShared(state) &&
  limits.hasChecks &&
  state.units.some((unit) => unit.is_checking || isCheckDue(unit));

const isShared = (state: State): boolean => state.run?.isolation === 'shared';

const isWriting = (unit: Unit): boolean =>
  unit.attempts.some(
    ({ status, role }) => status === 'running' && isWritingRole(role),
  );

function isCheckDue(unit: Unit): boolean {
  if (unit.status !== 'pending_review') return false;
  const tree = currentEvidence(unit)?.tree;
  return (
    tree !== undefined && !unit.checks.some((checked) => checked.tree === tree)
  );
}
