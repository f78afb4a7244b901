import { unreachable } from '../../lib/unreachable.ts';
import type { Unit } from '../../model/unit.ts';
import { baselineHold } from '../checks/baseline.ts';
import { agentHold } from './caps.ts';
import { isGranted } from '../budgets/grants.ts';
import type { Hold } from './hold.ts';
import { manifestHold } from './manifest.ts';
import { isCheckpointRun, nextAttempt } from './next-attempt.ts';
import { dependencyHold, filesHold, retryHold } from './readiness.ts';
import { isConcludable } from '../review/settle-review.ts';
import { isCheckDue, writersHold } from './shared-folder.ts';
import { isLeftOut, isLeftToOtherStep } from './step-turn.ts';
import type { Survey } from './survey.ts';

/** What keeps a unit's next step from being taken, but for resources; null = nothing does. */
export function stepHold(unit: Unit, survey: Survey): Hold | null {
  if (unit.is_checking) return null;
  switch (unit.status) {
    case 'completed':
    case 'canceled':
    case 'blocked':
      return null;
    case 'not_started':
      return (
        dependencyHold(unit, survey.state) ??
        retryHold(unit, survey) ??
        filesHold(unit, survey) ??
        turnoverHold(survey) ??
        startHold(unit, survey)
      );
    case 'fix_required':
      return startHold(unit, survey);
    case 'in_progress':
      return manifestHold(unit, survey.state) ?? baselineHold(unit, survey);
    case 'pending_review':
    case 'under_review':
      return reviewHold(unit, survey);
    case 'final_review':
      return integrationHold(unit, survey);
    default:
      return unreachable(unit);
  }
}

/**
 * New work lets an integration end first: that takes a moment, and what it
 * sets free may come before everything that could start now. With checks on
 * the candidate tree it takes as long as they do, and nobody waits for it.
 */
function turnoverHold({ state, limits }: Survey): Hold | null {
  const { integrating } = state;
  return integrating === null || limits.hasChecks
    ? null
    : { type: 'integration', on: integrating };
}

function startHold(unit: Unit, survey: Survey): Hold | null {
  if (isLeftToOtherStep(unit, survey)) return { type: 'tick' };
  const { isDraining, isPaused = false } = survey.limits;
  if (isPaused && !isDraining) return { type: 'paused' };
  if (isCheckpointRun(unit, survey)) return writersHold(survey);
  const next = nextAttempt(unit, survey);
  return next === null ? null : agentHold(next, survey);
}

function reviewHold(unit: Unit, survey: Survey): Hold | null {
  if (survey.limits.hasChecks && isCheckDue(unit)) return writersHold(survey);
  const baseline = baselineHold(unit, survey);
  if (baseline !== null) return baseline;
  if (isConcludable(unit) && !isGranted('consolidate_reviews', survey)) {
    return { type: 'tick' };
  }
  const next = nextAttempt(unit, survey);
  if (next === null) return null;
  if (isLeftToOtherStep(unit, survey)) return { type: 'tick' };
  return retryHold(unit, survey) ?? agentHold(next, survey);
}

function integrationHold(unit: Unit, survey: Survey): Hold | null {
  const { integrating } = survey.state;
  if (isLeftOut('consolidate_reviews', survey)) return { type: 'tick' };
  return integrating === null || integrating === unit.plan.task_id
    ? baselineHold(unit, survey)
    : { type: 'integration', on: integrating };
}
