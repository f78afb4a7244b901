import { isWritingRole } from '../../model/assignment.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Event, EventOf } from '../../model/event.ts';
import { RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { unitOf } from '../../model/state-access.ts';
import type { Status } from '../../model/status.ts';
import type { Unit } from '../../model/unit.ts';
import {
  FAILURE_POLICIES,
  isInfrastructure,
  nextTry,
} from '../backends/failures.ts';
import { backendsAfter } from './reduce-backends.ts';
import { withUnit } from './with-unit.ts';

type Started = Extract<Event, { type: 'attempt_started' }>;
type Ended = Extract<Event, { type: 'attempt_ended' }>;

/** An attempt begins: it is known before its process exists. */
export function startAttempt(state: State, event: Started): State {
  const { type: _type, seq: _seq, at, ...attempt } = event;
  const running: Attempt = {
    ...attempt,
    status: 'running',
    started_at: at,
    process: null,
  };
  if (event.task_id === RUN_TASK) {
    return { ...state, run_attempts: [...state.run_attempts, running] };
  }
  return withUnit(state, event.task_id, (unit) => ({
    ...unit,
    attempts: [...unit.attempts, running],
    review_round:
      event.role === 'review'
        ? [...unit.review_round, event.attempt_id]
        : unit.review_round,
    retry_at: null,
    take: isWritingRole(event.role) ? null : unit.take,
  }));
}

/** The process of one of these attempts is there. */
export const withProcess = (
  attempts: readonly Attempt[],
  { attempt_id, pid, process_start, permissions }: EventOf<'process_started'>,
): Attempt[] =>
  attempts.map((attempt) =>
    attempt.attempt_id === attempt_id
      ? { ...attempt, process: { pid, process_start, permissions } }
      : attempt,
  );

/** An attempt ended, by what was seen. */
export function endAttempt(state: State, event: Ended): State {
  const next =
    event.task_id === RUN_TASK
      ? { ...state, run_attempts: settle(state.run_attempts, event) }
      : withUnit(state, event.task_id, (unit) => endOfUnit(unit, event));
  const attempts =
    event.task_id === RUN_TASK
      ? next.run_attempts
      : unitOf(next, event.task_id).attempts;
  const ended = attempts.find(
    ({ attempt_id }) => attempt_id === event.attempt_id,
  );
  return ended?.status === 'ended'
    ? { ...next, ...backendsAfter(next, ended) }
    : next;
}

function endOfUnit(unit: Unit, event: Ended): Unit {
  const attempts = settle(unit.attempts, event);
  const attempt = attempts.find(
    ({ attempt_id }) => attempt_id === event.attempt_id,
  );
  const { outcome } = event;
  const isInfra =
    outcome.type === 'failed' && isInfrastructure(outcome.failure.type);
  const counts =
    (attempt?.role === 'fix' || attempt?.role === 'integrate') &&
    outcome.type !== 'interrupted' &&
    !isInfra;
  return {
    ...unit,
    attempts,
    infra_failures:
      outcome.type === 'failed'
        ? unit.infra_failures + 1
        : outcome.type === 'succeeded'
          ? 0
          : unit.infra_failures,
    fix_attempts: unit.fix_attempts + (counts ? 1 : 0),
    subtask_results: subtaskResults(unit, event),
    retry_at: attempt?.role === 'review' ? reviewRetry(unit, event) : null,
    note: isHeard(attempt, event) ? null : unit.note,
    taken: isHeard(attempt, event) ? null : unit.taken,
  };
}

/** A person's note is for the next work: one that failed did not use it up. */
const isHeard = (attempt: Attempt | undefined, { outcome }: Ended): boolean =>
  attempt !== undefined &&
  isWritingRole(attempt.role) &&
  outcome.type === 'succeeded';

/** A reviewer that could not answer is not asked again at once. */
function reviewRetry(unit: Unit, event: Ended): string | null {
  if (event.outcome.type !== 'failed') return null;
  const { failure } = event.outcome;
  // Its backend pauses for everybody; another one is asked meanwhile.
  if (FAILURE_POLICIES[failure.type].scope === 'backend') return null;
  return nextTry(failure, {
    failures: unit.infra_failures + 1,
    now: event.at,
    attempt_id: event.attempt_id,
  });
}

/** What the report says of subtasks is kept; it never completes a unit. */
function subtaskResults(unit: Unit, event: Ended): Unit['subtask_results'] {
  const known = new Set<string>(
    unit.plan.subtasks.map(({ task_id }) => task_id),
  );
  const results: Record<string, Status> = { ...unit.subtask_results };
  // What a report does not name is done where the whole is.
  if (event.report?.status === 'completed') {
    for (const id of known) {
      if (results[id] === 'blocked') results[id] = 'completed';
    }
  }
  for (const { task_id, status } of event.report?.subtasks ?? []) {
    if (!known.has(task_id)) continue;
    if (status === 'completed') results[task_id] = 'completed';
    else if (status !== 'skipped') results[task_id] = 'blocked';
    else Reflect.deleteProperty(results, task_id);
  }
  return results;
}

function settle(attempts: readonly Attempt[], event: Ended): Attempt[] {
  const { type: _type, seq: _seq, at, ...end } = event;
  if (!attempts.some(({ attempt_id }) => attempt_id === event.attempt_id)) {
    throw new Error(`Internal error: ${event.attempt_id} never started`);
  }
  return attempts.map((attempt): Attempt => {
    if (attempt.attempt_id !== event.attempt_id) return attempt;
    if (attempt.status === 'ended') {
      throw new Error(`Internal error: ${event.attempt_id} ended twice`);
    }
    return { ...attempt, ...end, status: 'ended', ended_at: at };
  });
}
