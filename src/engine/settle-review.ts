import type { EndedAttempt } from '../model/attempt.ts';
import type { Command } from '../model/command.ts';
import { currentEvidence } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { quorumOf, roundOf, verdictsOf } from './agents.ts';
import { consolidate } from './consolidate.ts';
import { move, record } from './commands.ts';
import { openDecision } from './decisions.ts';
import type { Limits } from './limits.ts';
import type { Situation } from './situation.ts';

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
  const errors = round.filter(
    (attempt): attempt is EndedAttempt =>
      attempt.status === 'ended' && attempt.outcome.type === 'failed',
  );
  if (errors.length < MAX_REVIEW_ERRORS) return null;
  return openDecision(situation.state, unit, {
    reason: 'review_error: no reviewer could answer',
    context: [
      'No reviewer gave a valid verdict:',
      ...errors.map(
        ({ attempt_id, backend, outcome }) =>
          `- ${attempt_id} (${backend}): ${outcome.type === 'failed' ? outcome.failure.message : ''}`,
      ),
    ].join('\n'),
    now: situation.now,
    others: [],
  });
}

function conclude(unit: Unit, { now }: Situation): Command {
  const report = consolidate(unit, now);
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
