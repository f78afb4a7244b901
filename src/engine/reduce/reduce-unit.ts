import { unreachable } from '../../lib/unreachable.ts';
import type { DecisionAnswer } from '../../model/decision.ts';
import type { Event, EventOf, UnitStatusChange } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Taking, Unit } from '../../model/unit.ts';
import { editUnit } from './edit-unit.ts';
import { withProcess } from './reduce-attempt.ts';
import { assertTransition } from '../transitions.ts';
import { factsOf } from './unit-facts.ts';
import type { UnitFacts } from './unit-facts.ts';

/** Facts that change one unit, but for its status. */
export type UnitEvent = Extract<
  Event,
  {
    type:
      | 'process_started'
      | 'manifest_grown'
      | 'work_taken'
      | 'checks_started'
      | 'checks_ended'
      | 'review_ended'
      | 'findings_opened'
      | 'integrated'
      | 'integration_failed'
      | 'decision_answered'
      | 'state_edited';
  }
>;

/** What a fact about one unit changes in it; its status moves by `changeStatus` alone. */
export function reduceUnit(unit: Unit, event: UnitEvent): Unit {
  switch (event.type) {
    case 'process_started':
      return { ...unit, attempts: withProcess(unit.attempts, event) };
    case 'manifest_grown':
      return grow(unit, event.writes);
    case 'work_taken':
      return takeWork(unit, event);
    case 'checks_started':
      return { ...unit, is_checking: true };
    case 'checks_ended': {
      const { tree, passed, results } = event;
      return {
        ...unit,
        is_checking: false,
        checks: [...unit.checks, { tree, passed, results }],
      };
    }
    case 'review_ended':
      return review(unit, event);
    case 'findings_opened':
      return { ...unit, open_findings: event.findings };
    case 'integrated':
      return {
        ...unit,
        is_integrated: true,
        commit: event.commit,
        conflicts: [],
      };
    case 'integration_failed':
      return failIntegration(unit, event.findings);
    case 'decision_answered':
      return applyAnswer(unit, event.answer);
    case 'state_edited':
      return editUnit(unit, event);
    default:
      return unreachable(event);
  }
}

/** A conflict is remembered by its files until the work is integrated. */
function failIntegration(unit: Unit, findings: readonly Finding[]): Unit {
  const files = findings.flatMap(({ source, file }) =>
    source === 'merge' && file !== null ? [file] : [],
  );
  return {
    ...unit,
    open_findings: findings,
    conflicts: files.length === 0 ? unit.conflicts : files,
  };
}

function takeWork(unit: Unit, event: EventOf<'work_taken'>): Unit {
  const { by, evidence, conflicts } = event;
  return {
    ...unit,
    take: null,
    is_taking: false,
    taken: { by, evidence, conflicts, after: unit.attempts.length },
    conflicts: conflicts.length === 0 ? unit.conflicts : conflicts,
    // A person who fixed it finished what was not.
    subtask_results: by === 'hand' ? {} : unit.subtask_results,
  };
}

/** What a unit wrote beside its manifest belongs to it like what it declared. */
export function grow(unit: Unit, writes: readonly string[]): Unit {
  const { plan } = unit;
  const known = new Set(plan.assignment.writes);
  const added = writes.filter((path) => !known.has(path));
  const all = [...plan.assignment.writes, ...added];
  return {
    ...unit,
    grown_writes: [...new Set([...unit.grown_writes, ...writes])],
    plan: { ...plan, assignment: { ...plan.assignment, writes: all } },
  };
}

/** Minor findings wait for later; the others have to be answered by a fix. */
function review(unit: Unit, event: EventOf<'review_ended'>): Unit {
  const { findings } = event.report;
  const isMinor = ({ severity, deferred }: Finding): boolean =>
    severity === 'minor' || deferred !== undefined;
  const known = new Set(unit.deferred.map(({ fingerprint }) => fingerprint));
  return {
    ...unit,
    reports: [...unit.reports, event.report],
    open_findings: findings.filter((finding) => !isMinor(finding)),
    deferred: [
      ...unit.deferred,
      ...findings.filter(
        (finding) => isMinor(finding) && !known.has(finding.fingerprint),
      ),
    ],
  };
}

/** What a person's answer changes; where the unit goes is the engine's choice. */
function applyAnswer(unit: Unit, answer: DecisionAnswer): Unit {
  const again = {
    ...unit,
    infra_failures: 0,
    retry_at: null,
    // Reviewers that failed before may be asked again.
    review_round: [],
    note: answer.note,
  };
  switch (answer.action) {
    case 'retry':
    case 'fixed_by_hand':
      return {
        ...again,
        take: answer.action === 'retry' ? takenAgain(unit) : 'hand',
        max_fix_attempts: Math.max(
          unit.max_fix_attempts,
          unit.fix_attempts + 1,
        ),
      };
    case 'reassign':
      return {
        ...again,
        take: null,
        reassigned_to: answer.backend ?? null,
        max_fix_attempts: Math.max(
          unit.max_fix_attempts,
          unit.fix_attempts + 1,
        ),
      };
    case 'accept':
      return {
        ...again,
        is_accepted: true,
        open_findings: [],
        deferred: [...unit.deferred, ...unit.open_findings],
      };
    case 'skip':
    case 'abort':
      return again;
    default:
      return unreachable(answer.action);
  }
}

/** Work that nobody found fault with is not done again: it meets the tip as it is. */
function takenAgain(unit: Unit): Taking | null {
  if (unit.status !== 'blocked') return unit.take;
  const isGood =
    (unit.resume === 'pending_review' ||
      unit.resume === 'under_review' ||
      unit.resume === 'final_review') &&
    unit.open_findings.length === 0 &&
    unit.plan.assignment.type !== 'review' &&
    currentEvidence(unit) !== null;
  return isGood ? 'rebase' : unit.take;
}

/** The unit in its next status, with exactly what that status has. */
export function changeStatus(
  unit: Unit,
  change: UnitStatusChange & { readonly at: string },
): Unit {
  if (unit.status !== change.from) {
    throw new Error(
      `Internal error: ${change.task_id} is ${unit.status}, not ${change.from}`,
    );
  }
  assertTransition(change.from, change.to);
  const facts = factsOf(unit);
  switch (change.to) {
    case 'blocked':
      if (change.freed_by === undefined) {
        throw new Error(
          `Internal error: ${change.task_id} is blocked and nothing frees it`,
        );
      }
      return {
        ...facts,
        status: 'blocked',
        reason: change.reason,
        freed_by: change.freed_by,
        resume: change.from,
      };
    case 'completed':
      return { ...facts, status: 'completed', completed_at: change.at };
    case 'pending_review':
      return {
        ...facts,
        status: 'pending_review',
        review_round: change.from === 'in_progress' ? [] : unit.review_round,
      };
    case 'not_started':
      return change.from === 'completed' || change.from === 'canceled'
        ? reopened(facts)
        : {
            ...facts,
            status: 'not_started',
            retry_at: change.retry_at ?? null,
          };
    case 'in_progress':
      return {
        ...facts,
        status: 'in_progress',
        is_taking: change.from === 'not_started' && unit.take !== null,
      };
    case 'under_review':
    case 'final_review':
    case 'fix_required':
    case 'canceled':
      return { ...facts, status: change.to };
    default:
      return unreachable(change.to);
  }
}

/** Taken up again: the history stays, what was settled is open. */
function reopened(facts: UnitFacts): Unit {
  return {
    ...facts,
    status: 'not_started',
    is_accepted: false,
    is_integrated: false,
    open_findings: [],
    take: null,
    commit: null,
    fix_attempts: 0,
    subtask_results: {},
    // A checkpoint that needed no agent asks the checks again.
    checks: facts.attempts.length === 0 ? [] : facts.checks,
  };
}
