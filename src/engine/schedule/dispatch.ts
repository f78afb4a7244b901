import type { Command } from '../../model/command.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { slotHold } from './caps.ts';
import { openDecision } from '../settle/decisions.ts';
import { holdOf } from './holds.ts';
import { startsNothing } from '../limits.ts';
import { isCheckpointRun, nextAttempt } from './next-attempt.ts';
import { askForAgent } from '../backends/no-agent.ts';
import { byTurn } from './rank.ts';
import { isReady } from './readiness.ts';
import type { Situation } from '../situation.ts';
import type { Survey } from './survey.ts';
import { startAttempt } from './start-attempt.ts';
import { takeWork } from '../review/take-work.ts';
import { surveyOf } from './survey-of.ts';

/**
 * The next agent to start, where a slot is free: fixes, then reviews, then new
 * work, each along the longest remaining path.
 */
export function dispatch(situation: Situation): Command | null {
  if (startsNothing(situation.limits)) return null;
  const survey = surveyOf(situation);
  const { state } = situation;
  const open = state.units
    .filter((unit) => isWaiting(unit, state))
    .toSorted(byTurn(state));
  const isFull = slotHold(survey) !== null;
  return first(isFull ? open.filter(needsNoSlot(survey)) : open, survey);
}

/** Whether an agent is what the unit needs next. */
export const isWaiting = (unit: Unit, state: State): boolean =>
  isReady(unit, state) || unit.status === 'fix_required' || isReview(unit);

const isReview = ({ status }: Unit): boolean =>
  status === 'pending_review' || status === 'under_review';

/** A person's work, work that is taken as it is, checks on the integrated tree: no agent, no slot. */
const needsNoSlot =
  (survey: Survey) =>
  (unit: Unit): boolean =>
    unit.status === 'not_started' &&
    (unit.plan.manual || unit.take !== null || isCheckpointRun(unit, survey));

function first(units: readonly Unit[], survey: Survey): Command | null {
  for (const unit of units) {
    if (holdOf(unit, survey) !== null) continue;
    const command = start(unit, survey);
    if (command !== null) return command;
  }
  return null;
}

/** The next step of a unit that nothing keeps. */
function start(unit: Unit, survey: Survey): Command | null {
  if (unit.status === 'not_started') {
    if (unit.plan.manual) return askForHands(unit, survey);
    if (unit.take !== null) return takeWork(unit, unit.take);
    if (isCheckpointRun(unit, survey)) return runCheckpoint(unit);
  }
  const next = nextAttempt(unit, survey);
  if (next === null) return null;
  const { role, choice } = next;
  if (choice.type === 'none') return askForAgent(unit, choice, survey);
  if (choice.type === 'paused') return null;
  const { backend } = choice;
  const isReviewing = isReview(unit);
  return startAttempt(survey.state, unit, {
    role,
    backend,
    to: !isReviewing
      ? 'in_progress'
      : unit.status === 'pending_review'
        ? 'under_review'
        : null,
    reason: `${backend} ${isReviewing ? 'reviews' : 'starts'}`,
  });
}

const askForHands = (unit: Unit, { state, now }: Situation): Command =>
  openDecision(state, unit, {
    reason: 'marked as manual',
    context: `A person has to do this: ${unit.plan.description}`,
    now,
    others: [],
  });

function runCheckpoint(unit: Unit): Command {
  const { task_id } = unit.plan;
  return {
    type: 'run_checks',
    task_id,
    events: [
      {
        type: 'unit_status',
        task_id,
        from: unit.status,
        to: 'in_progress',
        reason: 'the checks run on the integrated tree',
      },
      { type: 'checks_started', task_id },
    ],
  };
}
