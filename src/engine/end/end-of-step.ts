import type { Command } from '../../model/command.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { Step } from '../../model/step.ts';
import type { State } from '../../model/state.ts';
import { exceededBudget } from '../budgets/budgets.ts';
import { takeBaseline } from '../checks/take-baseline.ts';
import { dispatch } from '../schedule/dispatch.ts';
import { surveyOf } from '../schedule/survey-of.ts';
import { nextWake } from '../schedule/wake.ts';
import { openDecisions } from '../settle/decisions.ts';
import { settle } from '../settle/settle.ts';
import type { Situation } from '../situation.ts';
import { endRun } from './run-end.ts';

/**
 * Ends a step in which nothing more is to be done: well where it did what it
 * is for, or found that done; with the question where only a person can go on.
 */
export function endOfStep(step: Step, situation: Situation): Command {
  const { state } = situation;
  if (isDone(step, state)) return over(step, state);
  if (openDecisions(state).length > 0 && isStuck(situation)) {
    return endRun(state, {
      exit_code: EXIT_CODES.decisions,
      reason: 'only decisions are left',
      step,
    });
  }
  return state.is_planned && state.tick.has_acted
    ? over(step, state)
    : endRun(state, {
        exit_code: EXIT_CODES.halted,
        reason: state.is_planned ? WHY_NOT[step] : NOT_ASSIGNED,
        step,
      });
}

const over = (step: Step, state: State): Command =>
  endRun(state, {
    exit_code: EXIT_CODES.complete,
    reason: `the step is over: ${step}`,
    step,
  });

/** What the first two are for is there or not; the others can always be taken again. */
function isDone(step: Step, { is_planned, units }: State): boolean {
  switch (step) {
    case 'init':
      return is_planned || units.length > 0;
    case 'assign':
      return is_planned;
    case 'dispatch':
    case 'review':
    case 'consolidate':
      return false;
  }
}

const NOT_ASSIGNED =
  'the units are not assigned yet: orchestration-loop assign does that';

const WHY_NOT: Readonly<Record<Step, string>> = {
  init: 'the spec has no units',
  assign: 'the units could not be assigned',
  dispatch: 'no unit can start now',
  review: 'no work waits for a reviewer now',
  consolidate: 'no round of reviews is complete, and nothing is to integrate',
};

/** Whether no other step could go on either before a person answers. */
function isStuck(situation: Situation): boolean {
  if (exceededBudget(situation) !== null) return true;
  const { state, limits, now } = situation;
  const whole = surveyOf({
    state,
    now,
    limits: { ...limits, step: undefined },
  });
  return (
    nextWake(whole) === null &&
    takeBaseline(whole) === null &&
    dispatch(whole) === null &&
    state.units.every((unit) => settle(unit, whole) === null)
  );
}
