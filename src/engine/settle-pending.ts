import { fingerprint } from '../lib/fingerprint.ts';
import type { EndedAttempt } from '../model/attempt.ts';
import type { Command } from '../model/command.ts';
import type { Finding } from '../model/finding.ts';
import { currentEvidence, lastWork } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { checkFindings } from './check-findings.ts';
import { move, record } from './commands.ts';
import { mustChecksWait } from './shared-folder.ts';
import type { Situation } from './situation.ts';

/**
 * Evidence before review: the report's own failures, then the checks. What is
 * wrong already goes straight to a fix without spending a review.
 */
export function settlePending(
  unit: Unit,
  { state, limits }: Situation,
): Command | null {
  const { task_id } = unit.plan;
  if (unit.plan.assignment.type === 'review') return passReading(unit);
  const work = lastWork(unit);
  const tree = currentEvidence(unit)?.tree ?? null;
  if (work === null || tree === null) {
    return record(move(unit, 'not_started', 'there is no work to look at'));
  }
  const said = reportFindings(work);
  if (said.length > 0 && !unit.is_accepted) {
    return toFix(unit, said, 'the agent reports that it did not finish');
  }
  if (isUnchangedFix(unit)) {
    return toFix(unit, unit.open_findings, 'the fix changed nothing');
  }
  const run = unit.checks.findLast((checked) => checked.tree === tree);
  if (run === undefined && limits.hasChecks) {
    if (mustChecksWait(state)) return null;
    return {
      type: 'run_checks',
      task_id,
      events: [{ type: 'checks_started', task_id }],
    };
  }
  if (run?.passed === false) {
    return toFix(unit, checkFindings(run), 'a check failed');
  }
  return null;
}

function toFix(
  unit: Unit,
  findings: readonly Finding[],
  reason: string,
): Command {
  return record(
    { type: 'findings_opened', task_id: unit.plan.task_id, findings },
    move(unit, 'fix_required', reason),
  );
}

/** The verdict of a review unit is its result: nothing is left to look at. */
function passReading(unit: Unit): Command {
  const { task_id } = unit.plan;
  const step = (from: Unit['status'], to: Unit['status']) =>
    ({
      type: 'unit_status',
      task_id,
      from,
      to,
      reason: 'the review is in',
    }) as const;
  return record(
    step('pending_review', 'under_review'),
    step('under_review', 'final_review'),
    { type: 'integrated', task_id, commit: null },
    step('final_review', 'completed'),
  );
}

/** What the agent itself says did not work: a claim against itself is believed. */
function reportFindings(work: EndedAttempt): Finding[] {
  const { report } = work;
  if (report === null) return [];
  const failed = (report.subtasks ?? []).filter(
    ({ status }) => status === 'failed' || status === 'blocked',
  );
  const claims = [
    ...failed.map(
      ({ task_id, error }) =>
        `Subtask ${task_id} is not done: ${error ?? 'no reason given'}`,
    ),
    ...(report.status === 'completed' || failed.length > 0
      ? []
      : [report.reason ?? report.summary]),
  ];
  return claims.map((description) => ({
    fingerprint: fingerprint(['agent', description]),
    severity: 'major',
    description,
    file: null,
    line: null,
    source: 'agent',
    said_by: [work.attempt_id],
  }));
}

/** The fix left the very tree that was found wanting, and gave no reason. */
function isUnchangedFix(unit: Unit): boolean {
  if (unit.open_findings.length === 0 || unit.is_accepted) return false;
  const works = unit.attempts.filter(
    (attempt): attempt is EndedAttempt =>
      attempt.status === 'ended' && attempt.evidence !== null,
  );
  const [before, now] = works.slice(-2);
  return (
    now !== undefined &&
    before?.evidence?.tree === now.evidence?.tree &&
    now.report?.no_changes_needed !== true
  );
}
