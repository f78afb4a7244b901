import type { Command } from '../model/command.ts';
import { blockDependents } from './review/block-dependents.ts';
import { dispatch } from './schedule/dispatch.ts';
import { isAborted } from './settle/aborted.ts';
import { finish } from './end/finish.ts';
import { isGranted, isHalted } from './budgets/grants.ts';
import { isLeftOut } from './schedule/step-turn.ts';
import { settleBudget } from './budgets/settle-budget.ts';
import { settlePlan } from './settle/settle-plan.ts';
import { settle } from './settle/settle.ts';
import type { Situation } from './situation.ts';
import { surveyOf } from './schedule/survey-of.ts';
import { takeBaseline } from './checks/take-baseline.ts';
import { tick } from './llm/tick.ts';

/**
 * The next thing to do, or null when there is nothing until something ends or
 * a pause is over. One command at a time: each changes what is true for the
 * next, so nothing is ever given out twice.
 */
export function decide(situation: Situation): Command | null {
  const { state } = situation;
  if (state.run === null || state.finished !== null) return null;
  if (!state.is_planned) return planNext(situation);
  if (isAboutPlan(situation)) return finish(situation);
  const budget = settleBudget(situation);
  if (budget !== null) return budget;
  const blocked = blockDependents(state);
  if (blocked !== null) return blocked;
  const survey = surveyOf(situation);
  for (const unit of state.units) {
    const command = settle(unit, survey);
    if (command !== null) return command;
  }
  const next =
    isAborted(state) || isHalted(state)
      ? null
      : (takeBaseline(survey) ?? dispatch(survey) ?? tick(survey));
  return next ?? finish(survey);
}

/** The assignment is a choice like any other: an orchestrator is asked for it first. */
function planNext(situation: Situation): Command | null {
  const command = settlePlan(situation);
  if (isLeftOut('assign_dispatch', situation)) {
    return command?.type === 'make_plan' || situation.state.is_planning
      ? command
      : (draftPlan(situation) ?? finish(situation));
  }
  const isFree =
    command?.type !== 'run_attempt' || isGranted('assign_dispatch', situation);
  return isFree ? command : (tick(situation) ?? finish(situation));
}

/** Steps that are over as soon as there is a plan. */
const isAboutPlan = ({ limits: { step } }: Situation): boolean =>
  step === 'init' || step === 'assign';

/** The plan before somebody is asked for the assignment, once. */
const draftPlan = ({ state, limits }: Situation): Command | null =>
  limits.step === 'init' && state.units.length === 0
    ? {
        type: 'make_plan',
        is_draft: true,
        events: [{ type: 'planning_started' }],
      }
    : null;
