import type { Command } from '../../model/command.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { quorumOf, roundOf, verdictsOf } from '../backends/agents.ts';
import { consolidate } from './consolidate.ts';
import { move, record } from '../commands.ts';
import { contextOf } from '../settle/decision-context.ts';
import { openDecision } from '../settle/decisions.ts';
import { MOST_BACKEND_MISSES } from '../backends/failover.ts';
import { FAILURE_POLICIES } from '../backends/failures.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../situation.ts';

/** Reviewers of one round that may fail before a person is asked. */
const MAX_REVIEW_ERRORS = 3;

/**
 * What follows from a round of reviews. Only validated verdicts count; a
 * reviewer that cannot answer is neither an approval nor a finding.
 */
export function settleReview(unit: Unit, situation: Situation): Command | null {
  const round = roundOf(unit);
  if (round.some(({ status }) => status === 'running')) return null;
  if (verdictsOf(unit).length >= quorumOf(unit)) {
    return conclude(unit, situation);
  }
  const failed = round.flatMap((attempt) =>
    attempt.status === 'ended' && attempt.outcome.type === 'failed'
      ? [FAILURE_POLICIES[attempt.outcome.failure.type].scope]
      : [],
  );
  const errors = failed.filter((scope) => scope === 'attempt').length;
  const limits = failed.length - errors;
  if (errors < MAX_REVIEW_ERRORS && limits <= MOST_BACKEND_MISSES) return null;
  return openDecision(situation.state, unit, {
    reason: 'review_error: no reviewer could answer',
    context: contextOf(unit, 'No reviewer gave a valid verdict.'),
    now: situation.now,
    others: [],
  });
}

/** Whether every verdict of the round is in: what is left is to make one report of them. */
export const isConcludable = (unit: Unit): boolean =>
  unit.status === 'under_review' &&
  roundOf(unit).every(({ status }) => status !== 'running') &&
  verdictsOf(unit).length >= quorumOf(unit);

function conclude(unit: Unit, { limits, now }: Situation): Command {
  const report = consolidate(unit, { limits, now });
  const passes = report.severity === 'none' || report.severity === 'minor';
  return record(
    {
      type: 'review_ended',
      task_id: unit.plan.task_id,
      severity: report.severity,
      report,
    },
    passes
      ? move(unit, 'final_review', `review: ${report.severity}`)
      : move(unit, 'fix_required', `review: ${report.severity}`),
  );
}

/** Whether the unit needs one more reviewer now; evidence comes before review. */
export function needsReviewer(unit: Unit, limits: Limits): boolean {
  if (unit.plan.assignment.type === 'review') return false;
  const tree = currentEvidence(unit)?.tree;
  if (tree === undefined) return false;
  if (unit.status === 'pending_review') {
    return (
      !limits.hasChecks || unit.checks.some((checked) => checked.tree === tree)
    );
  }
  if (unit.status !== 'under_review') return false;
  const running = roundOf(unit).filter(({ status }) => status === 'running');
  return running.length + verdictsOf(unit).length < quorumOf(unit);
}
