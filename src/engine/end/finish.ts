import type { Command } from '../../model/command.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { isBusy } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Step } from '../../model/step.ts';
import { NO_BUDGET } from '../../model/budget.ts';
import { isAborted } from '../settle/aborted.ts';
import { exceededBudget } from '../budgets/budgets.ts';
import { openDecisions } from '../settle/decisions.ts';
import { dispatch } from '../schedule/dispatch.ts';
import { endOfStep } from './end-of-step.ts';
import { isFinalReviewDue, settleFinalReview } from './final-review.ts';
import { isGateOpen, settleGate } from './gate.ts';
import { isComplete } from './is-complete.ts';
import { areLearningsDue } from './learnings.ts';
import { askForBudget } from '../budgets/settle-budget.ts';
import { startsNothing } from '../limits.ts';
import { endRun } from './run-end.ts';
import { isLeftOut } from '../schedule/step-turn.ts';
import type { Situation } from '../situation.ts';
import { takeBaseline } from '../checks/take-baseline.ts';
import { haltReason } from '../llm/tick.ts';
import { nextWake } from '../schedule/wake.ts';

/**
 * What is left when nothing can start: wait for what runs, wait for a pause to
 * end, ask for more budget, land, or end the run. No progress ends it at once.
 */
export function finish(situation: Situation): Command | null {
  const { state, limits } = situation;
  if (state.integrating !== null || state.is_landing) return null;
  if (state.is_taking_baseline) return null;
  if (state.units.some(isBusy) || isEnding(state)) return null;
  if (isAborted(state)) return end(state, EXIT_CODES.halted, 'aborted');
  const halted = haltReason(situation);
  if (halted !== null) return end(state, EXIT_CODES.halted, halted);
  if (startsNothing(limits) && couldGoOn(situation)) return null;
  const asks = openDecisions(state).length > 0;
  const exceeded = exceededBudget(situation);
  const isWhole = isComplete(state) && !asks;
  // A review costs, what comes after it does not.
  if (isWhole && (exceeded === null || !isFinalReviewDue(situation))) {
    return limits.step === undefined
      ? atTheEnd(situation)
      : stepAtTheEnd(limits.step, situation);
  }
  if (exceeded === null && nextWake(situation) !== null) return null;
  if (exceeded !== null && couldGoOn(situation)) {
    const question = askForBudget(exceeded, situation);
    if (question !== null) return question;
  }
  if (limits.step !== undefined) return endOfStep(limits.step, situation);
  if (openDecisions(state).length > 0) {
    if (limits.waitsForAnswers && !limits.isDraining) return null;
    return end(state, EXIT_CODES.decisions, 'only decisions are left');
  }
  return end(state, EXIT_CODES.halted, 'no unit can go on');
}

/** A drained or paused run, or one whose budget is used up, stops with what it could still do. */
function couldGoOn(situation: Situation): boolean {
  const free = {
    ...situation,
    limits: {
      ...situation.limits,
      isDraining: false,
      isPaused: false,
      budget: NO_BUDGET,
      orchestration: undefined,
    },
  };
  return (
    (isComplete(situation.state) &&
      openDecisions(situation.state).length === 0) ||
    nextWake(free) !== null ||
    takeBaseline(free) !== null ||
    dispatch(free) !== null
  );
}

/** Something of what comes before landing is under way. */
const isEnding = ({ run_attempts, gate, learning }: State): boolean =>
  gate.is_running ||
  learning.status === 'running' ||
  run_attempts.some(({ status }) => status === 'running');

/** Everything together is reviewed, what was learned is kept, the checks are green; then it lands. */
function atTheEnd(situation: Situation): Command | null {
  const { state } = situation;
  // What landed was looked at, or is older than this rule.
  if (state.landing?.type === 'landed') return land(situation);
  if (isFinalReviewDue(situation)) return settleFinalReview(situation);
  if (areLearningsDue(situation)) {
    return {
      type: 'keep_learnings',
      events: [{ type: 'learnings_started' }],
    };
  }
  return isGateOpen(situation) ? land(situation) : settleGate(situation);
}

/** The last reviewer is the review step's, everything else of the end the consolidate step's. */
function stepAtTheEnd(step: Step, situation: Situation): Command | null {
  const command = atTheEnd(situation);
  if (command?.type === 'finish') return command;
  const action =
    command === null || command.type === 'run_attempt'
      ? 'dispatch_reviews'
      : 'consolidate_reviews';
  return isLeftOut(action, situation) ? endOfStep(step, situation) : command;
}

function land({ state, limits }: Situation): Command {
  if (!limits.shouldLand || state.landing?.type === 'landed') {
    return end(state, EXIT_CODES.complete, 'complete');
  }
  if (state.landing?.type === 'landing_failed') {
    return end(state, EXIT_CODES.halted, 'complete, but not landed');
  }
  return { type: 'land', events: [{ type: 'landing_started' }] };
}

const end = (state: State, exit_code: ExitCode, reason: string): Command =>
  endRun(state, { exit_code, reason });
