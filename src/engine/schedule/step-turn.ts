import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type { TickAction } from '../../model/tick.ts';
import { isGranted } from '../budgets/grants.ts';
import { nextAttempt } from './next-attempt.ts';
import type { Situation } from '../situation.ts';

/**
 * Whether the unit's next agent, or what stands in for one, is left to another
 * step. Within one step a unit is worked on once: a fix of what came of that is
 * the next step's, so that a person can look in between.
 */
export function isLeftToOtherStep(unit: Unit, situation: Situation): boolean {
  const { state, limits } = situation;
  if (limits.step === undefined) return false;
  const action = actionFor(unit, situation);
  if (!isGranted(action, situation)) return true;
  return action === 'dispatch_batch' && hasWorked(unit, state);
}

/** Whether a step that is taken is not for this. */
export const isLeftOut = (action: TickAction, situation: Situation): boolean =>
  situation.limits.step !== undefined && !isGranted(action, situation);

/** What has to be granted so that the unit's next agent starts. */
const actionFor = (unit: Unit, situation: Situation): TickAction =>
  nextAttempt(unit, situation)?.role === 'review'
    ? 'dispatch_reviews'
    : 'dispatch_batch';

/** Whether work of this start is there; calls that failed are tried again as ever. */
const hasWorked = ({ attempts }: Unit, { resumed_at }: State): boolean =>
  attempts.some(
    (attempt) =>
      attempt.status === 'ended' &&
      attempt.outcome.type === 'succeeded' &&
      isWritingRole(attempt.role) &&
      attempt.started_at >= (resumed_at ?? ''),
  );
