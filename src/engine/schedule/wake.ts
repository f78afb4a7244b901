import { findUnit } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { budgetEnd } from '../budgets/budgets.ts';
import { finalReviewRetryAt } from '../end/final-review.ts';
import { nextAttempt } from './next-attempt.ts';
import { assignRetryAt } from '../settle/settle-plan.ts';
import { isLeftOut, isLeftToOtherStep } from './step-turn.ts';
import type { Situation } from '../situation.ts';

/**
 * The ISO time of the next pause that ends and that somebody waits for, or null
 * where none runs. A run that only waits looks up when its time is over, too.
 */
export function nextWake(situation: Situation): string | null {
  const { state, now } = situation;
  const times = state.is_planned
    ? [
        ...state.units.flatMap((unit) => pausesOf(unit, situation)),
        finalReviewRetryAt(situation) ?? '',
      ]
    : isLeftOut('assign_dispatch', situation)
      ? []
      : [assignRetryAt(situation) ?? ''];
  const [next] = times.filter((time) => time > now).toSorted();
  if (next === undefined) return null;
  const end = budgetEnd(situation);
  return end !== null && end < next ? end : next;
}

/** When a unit may go on that nothing but time holds up. */
function pausesOf(unit: Unit, situation: Situation): string[] {
  if (unit.status === 'blocked' || !isNext(unit, situation)) return [];
  if (isLeftToOtherStep(unit, situation)) return [];
  if (unit.retry_at !== null && unit.retry_at > situation.now) {
    return [unit.retry_at];
  }
  const choice = nextAttempt(unit, situation)?.choice;
  return choice?.type === 'paused' ? [choice.until] : [];
}

const isNext = ({ plan }: Unit, { state }: Situation): boolean =>
  plan.dependencies.every((id) => {
    const status = findUnit(state, id)?.status;
    return status === undefined || status === 'completed';
  });
