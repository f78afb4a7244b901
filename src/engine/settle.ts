import { unreachable } from '../lib/unreachable.ts';
import type { Command } from '../model/command.ts';
import { isBusy, lastWork } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { openDecision } from './decisions.ts';
import { move, record } from './commands.ts';
import type { Situation } from './situation.ts';
import { settleAnswer, settleFinished } from './settle-answer.ts';
import { otherBackends, settleAttempt } from './settle-attempt.ts';
import { settleCheckpoint } from './settle-checkpoint.ts';
import { settlePending } from './settle-pending.ts';
import { settleReview } from './settle-review.ts';

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
      return unit.plan.checkpoint && lastWork(unit) === null
        ? settleCheckpoint(unit)
        : settleAttempt(unit, situation);
    case 'pending_review':
      return settlePending(unit, situation);
    case 'under_review':
      return settleReview(unit, situation);
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
    context: describeFindings(unit),
    now: situation.now,
    others: otherBackends(unit, situation),
  });
}

const describeFindings = (unit: Unit): string =>
  [
    `Still open after ${unit.fix_attempts} fix attempts:`,
    ...unit.open_findings.map(
      ({ severity, description, file, line }) =>
        `- ${severity}: ${file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `}${description}`,
    ),
  ].join('\n');

function settleFinal(unit: Unit, { state }: Situation): Command | null {
  const { task_id } = unit.plan;
  if (unit.is_integrated) return record(move(unit, 'completed', 'integrated'));
  if (unit.open_findings.length > 0) {
    return record(move(unit, 'fix_required', 'could not be integrated'));
  }
  if (state.integrating !== null) return null;
  return {
    type: 'integrate',
    task_id,
    events: [{ type: 'integration_started', task_id }],
  };
}
