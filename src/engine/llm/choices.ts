import type { TaskId } from '../../model/ids.ts';
import type { TickAction } from '../../model/tick.ts';
import type { Unit } from '../../model/unit.ts';
import { isWaiting } from '../schedule/dispatch.ts';
import { holdOf } from '../schedule/holds.ts';
import { nextAttempt } from '../schedule/next-attempt.ts';
import { settlePlan } from '../settle/settle-plan.ts';
import { isConcludable } from '../review/settle-review.ts';
import type { Situation } from '../situation.ts';
import type { Survey } from '../schedule/survey.ts';
import { surveyOf } from '../schedule/survey-of.ts';

/** One thing that may be done now, and the units that it is about. */
export type Choosable = {
  readonly action: TickAction;
  readonly units: readonly TaskId[];
};

/**
 * What an orchestrator can choose from: what the engine would do now of its own
 * accord, where what follows anyway (checks, integration, landing) is no choice.
 */
export function choicesOf(situation: Situation): readonly Choosable[] {
  const free = unasked(situation);
  const { state } = free;
  if (!state.is_planned) {
    return settlePlan(free)?.type === 'run_attempt'
      ? [{ action: 'assign_dispatch', units: [] }]
      : [];
  }
  const survey = surveyOf(free);
  const startable = state.units.filter((unit) => canStart(unit, survey));
  const reviews = startable.filter(
    (unit) => nextAttempt(unit, survey)?.role === 'review',
  );
  const others = startable.filter((unit) => !reviews.includes(unit));
  const rounds = state.units.filter(isConcludable);
  const choices: readonly (readonly [TickAction, readonly Unit[]])[] = [
    ['dispatch_batch', others],
    ['dispatch_reviews', reviews],
    ['consolidate_reviews', rounds],
  ];
  return choices.flatMap(([action, units]) =>
    units.length === 0
      ? []
      : [{ action, units: units.map(({ plan }) => plan.task_id) }],
  );
}

/** As it would be without an orchestrator, and without the slot of one that is being asked. */
function unasked({ state, limits, now }: Situation): Situation {
  const run_attempts = state.run_attempts.filter(
    ({ role }) => role !== 'orchestrate',
  );
  return {
    state: { ...state, run_attempts },
    limits: { ...limits, orchestration: undefined },
    now,
  };
}

const canStart = (unit: Unit, survey: Survey): boolean =>
  isWaiting(unit, survey.state) &&
  holdOf(unit, survey) === null &&
  nextAttempt(unit, survey)?.choice.type === 'free';
