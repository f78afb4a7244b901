import { fingerprint } from '../../lib/fingerprint.ts';
import type { EndedAttempt } from '../../model/attempt.ts';
import type { Command } from '../../model/command.ts';
import type { Finding } from '../../model/finding.ts';
import {
  currentEvidence,
  isTaken,
  lastWork,
} from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { baselineHold } from '../checks/baseline.ts';
import { checkFindings } from '../checks/check-findings.ts';
import { move, record } from '../commands.ts';
import { contextOf } from './decision-context.ts';
import { openDecision } from './decisions.ts';
import { judgeChecks } from '../checks/judge-checks.ts';
import { otherBackends } from '../backends/no-agent.ts';
import { resourceHold } from '../schedule/resources.ts';
import { mustChecksWait } from '../schedule/shared-folder.ts';
import type { Situation } from '../situation.ts';

/**
 * Evidence before review: the report's own failures, then the checks. What is
 * wrong already goes straight to a fix without spending a review.
 */
export function settlePending(
  unit: Unit,
  situation: Situation,
): Command | null {
  const { state, limits } = situation;
  const { task_id } = unit.plan;
  if (unit.plan.assignment.type === 'review') return passReading(unit);
  const work = isTaken(unit) ? null : lastWork(unit);
  const tree = currentEvidence(unit)?.tree ?? null;
  if (tree === null) {
    return record(move(unit, 'not_started', 'there is no work to look at'));
  }
  const unfinished = settleClaims(unit, work, situation);
  if (unfinished !== null) return unfinished;
  const run = unit.checks.findLast((checked) => checked.tree === tree);
  if (run === undefined && limits.hasChecks) {
    if (mustChecksWait(state) || resourceHold(unit, situation) !== null) {
      return null;
    }
    return {
      type: 'run_checks',
      task_id,
      events: [{ type: 'checks_started', task_id }],
    };
  }
  if (run === undefined) return null;
  const { passed, failed } = judgeChecks(run, { state, unit, on: 'own' });
  return passed || baselineHold(unit, situation) !== null
    ? null
    : toFix(unit, checkFindings(failed), 'a check failed');
}

/** What the last attempt itself shows to be unfinished; work that was taken claims nothing. */
function settleClaims(
  unit: Unit,
  work: EndedAttempt | null,
  situation: Situation,
): Command | null {
  if (work === null) return null;
  const said = reportFindings(unit, work);
  const unsettled = settleConflict(unit, { work, said }, situation);
  if (unsettled !== null) return unsettled;
  if (said.length > 0 && !unit.is_accepted) {
    return toFix(unit, said, 'the agent reports that it did not finish');
  }
  return isUnchangedFix(unit)
    ? toFix(unit, unit.open_findings, 'the fix changed nothing')
    : null;
}

/** A merge that its own agent could not settle is a person's to decide. */
function settleConflict(
  unit: Unit,
  { work, said }: { work: EndedAttempt; said: readonly Finding[] },
  situation: Situation,
): Command | null {
  const left = work.evidence?.unresolved ?? [];
  const isSettled = left.length === 0 && said.length === 0;
  if (work.role !== 'integrate' || isSettled || unit.is_accepted) return null;
  return openDecision(situation.state, unit, {
    reason: 'the conflict with the integrated work could not be settled',
    context: contextOf(
      unit,
      'Its own agent could not bring both sides together.',
      ...(left.length === 0
        ? []
        : [`Conflict markers are left in ${left.join(', ')}.`]),
      ...said.map(({ description }) => description),
    ),
    now: situation.now,
    others: otherBackends(unit, situation),
  });
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
function reportFindings({ plan }: Unit, work: EndedAttempt): Finding[] {
  const { report } = work;
  if (report === null) return [];
  // A fix may leave out what it had nothing to do with.
  const due = new Set<string>(
    work.role === 'implement'
      ? plan.subtasks.flatMap(({ task_id, is_optional, is_done }) =>
          is_optional || is_done ? [] : [task_id],
        )
      : [],
  );
  const failed = (report.subtasks ?? []).filter(
    ({ task_id, status }) =>
      status === 'failed' ||
      status === 'blocked' ||
      (status === 'skipped' && due.has(task_id)),
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
      attempt.status === 'ended' &&
      // What a dead run or a failed call left was never looked at.
      attempt.outcome.type === 'succeeded' &&
      attempt.evidence !== null,
  );
  const [before, now] = works.slice(-2);
  return (
    now !== undefined &&
    before?.evidence?.tree === now.evidence?.tree &&
    now.report?.no_changes_needed !== true
  );
}
