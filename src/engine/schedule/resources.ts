import type { Unit } from '../../model/unit.ts';
import { checkNeeds, lackOf, usersOf } from './claims.ts';
import type { ResourceHold } from './hold.ts';
import type { Situation } from '../situation.ts';
import { surveyOf } from './survey-of.ts';

/**
 * What a run of the checks has to wait for: the unit's own checks, those of its
 * integration, or of the whole run (null: the baseline). Null = it may begin.
 */
export function resourceHold(
  unit: Unit | null,
  situation: Situation,
): ResourceHold | null {
  if (unit !== null) {
    const holds = surveyOf(situation).resourceHolds();
    return holds.get(unit.plan.task_id) ?? null;
  }
  const { limits } = situation;
  return lackOf(checkNeeds(limits), { taken: usersOf(situation), limits });
}
