import { unreachable } from '../../lib/unreachable.ts';
import type { Command } from '../../model/command.ts';
import { isBusy } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { baselineHold } from '../checks/baseline.ts';
import { contextOf } from './decision-context.ts';
import { openDecision } from './decisions.ts';
import { move, record } from '../commands.ts';
import { isGranted } from '../budgets/grants.ts';
import type { Situation } from '../situation.ts';
import { manifestHold, settleManifest } from '../schedule/manifest.ts';
import { resourceHold } from '../schedule/resources.ts';
import { isLeftOut } from '../schedule/step-turn.ts';
import { settleAnswer, settleFinished } from './settle-answer.ts';
import { otherBackends } from '../backends/no-agent.ts';
import { settleAttempt } from './settle-attempt.ts';
import { settleCheckpoint } from './settle-checkpoint.ts';
import { settleTaken, takeLater } from '../review/take-work.ts';
import { settlePending } from './settle-pending.ts';
import { isConcludable, settleReview } from '../review/settle-review.ts';

/**
 * What follows from what is known of one unit without giving it an agent:
 * moves, checks, integration, decisions. Null where nothing follows yet.
 */
export function settle(unit: Unit, situation: Situation): Command | null {
  if (isBusy(unit)) return null;
  switch (unit.status) {
    case 'completed':
    case 'canceled':
      return settleFinished(unit, situation);
    case 'not_started':
      return null;
    case 'fix_required':
      return settleFixes(unit, situation);
    case 'in_progress':
      if (unit.take !== null) return takeLater(unit);
      return unit.plan.checkpoint && unit.attempts.length === 0
        ? settleCheckpoint(unit, situation)
        : settleWork(unit, situation);
    case 'pending_review':
      return settlePending(unit, situation);
    case 'under_review':
      return isConcludable(unit) && !isGranted('consolidate_reviews', situation)
        ? null
        : settleReview(unit, situation);
    case 'final_review':
      return settleFinal(unit, situation);
    case 'blocked':
      return settleAnswer(unit, situation);
    default:
      return unreachable(unit);
  }
}

/** Fixes are bounded: after the last one a person is asked. */
function settleFixes(unit: Unit, situation: Situation): Command | null {
  if (unit.fix_attempts < unit.max_fix_attempts) return null;
  return openDecision(situation.state, unit, {
    reason: `${unit.fix_attempts} fixes did not settle the findings`,
    context: contextOf(
      unit,
      `${unit.fix_attempts} fix attempts did not settle the findings.`,
    ),
    now: situation.now,
    others: otherBackends(unit, situation),
  });
}

/** What happened is held against the manifest before anything is made of it. */
function settleWork(unit: Unit, situation: Situation): Command | null {
  const command = settleManifest(unit, situation);
  if (command !== null) return command;
  if (manifestHold(unit, situation.state) !== null) return null;
  return settleTaken(unit) ?? settleAttempt(unit, situation);
}

function settleFinal(unit: Unit, situation: Situation): Command | null {
  const { state } = situation;
  const { task_id } = unit.plan;
  if (unit.is_integrated) return record(move(unit, 'completed', 'integrated'));
  if (unit.open_findings.length > 0) {
    return record(move(unit, 'fix_required', 'could not be integrated'));
  }
  if (state.integrating !== null) return null;
  if (isLeftOut('consolidate_reviews', situation)) return null;
  if (baselineHold(unit, situation) !== null) return null;
  if (resourceHold(unit, situation) !== null) return null;
  return {
    type: 'integrate',
    task_id,
    events: [{ type: 'integration_started', task_id }],
  };
}
