import type { Unit } from '../../model/unit.ts';
import type { Hold } from './hold.ts';
import type { Situation } from '../situation.ts';
import { stepHold } from './step-hold.ts';
import { surveyOf } from './survey-of.ts';

/**
 * What keeps the next step of a unit from being taken; null = nothing, or
 * something of it runs. Ask with a survey where many units are asked about.
 */
export function holdOf(unit: Unit, situation: Situation): Hold | null {
  const survey = surveyOf(situation);
  return (
    stepHold(unit, survey) ??
    survey.resourceHolds().get(unit.plan.task_id) ??
    null
  );
}
