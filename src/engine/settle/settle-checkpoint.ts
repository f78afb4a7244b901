import type { Command } from '../../model/command.ts';
import type { Unit } from '../../model/unit.ts';
import { baselineHold } from '../checks/baseline.ts';
import { checkFindings } from '../checks/check-findings.ts';
import { move, record } from '../commands.ts';
import { judgeChecks } from '../checks/judge-checks.ts';
import type { Situation } from '../situation.ts';

/**
 * A checkpoint is judged by the checks on the integrated tree: green completes
 * it without an agent, red goes to one, with what failed.
 */
export function settleCheckpoint(
  unit: Unit,
  situation: Situation,
): Command | null {
  const { task_id } = unit.plan;
  const run = unit.checks.at(-1);
  if (run === undefined) {
    return record(move(unit, 'not_started', 'the checks did not run'));
  }
  if (baselineHold(unit, situation) !== null) return null;
  const { state } = situation;
  const { passed, failed } = judgeChecks(run, {
    state,
    unit,
    on: 'integrated',
  });
  if (passed) return complete(unit);
  return record(
    { type: 'findings_opened', task_id, findings: checkFindings(failed) },
    move(unit, 'not_started', 'the checks are red on the integrated tree'),
  );
}

function complete({ plan: { task_id } }: Unit): Command {
  const step = (from: Unit['status'], to: Unit['status']) =>
    ({
      type: 'unit_status',
      task_id,
      from,
      to,
      reason: 'the checks are green on the integrated tree',
    }) as const;
  return record(
    step('in_progress', 'pending_review'),
    step('pending_review', 'under_review'),
    step('under_review', 'final_review'),
    { type: 'integrated', task_id, commit: null },
    step('final_review', 'completed'),
  );
}
