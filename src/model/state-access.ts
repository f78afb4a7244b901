import type { Attempt, EndedAttempt, Evidence } from './attempt.ts';
import { isWritingRole } from './assignment.ts';
import type { TaskId } from './ids.ts';
import type { State } from './state.ts';
import type { Unit } from './unit.ts';

/** The unit with this id; throws where there is none, which would be a bug. */
export function unitOf(state: State, id: TaskId): Unit {
  const unit = findUnit(state, id);
  if (unit === undefined) {
    throw new Error(`Internal error: no unit ${JSON.stringify(id)}`);
  }
  return unit;
}

/** The unit with this id, where there is one. */
export function findUnit(state: State, id: TaskId): Unit | undefined {
  const place = state.index.get(id);
  return place === undefined ? undefined : state.units[place];
}

/** A unit's attempt, or one of the whole run; throws where there is none, which would be a bug. */
export function attemptOf(
  state: State,
  { task_id, attempt_id: id }: Pick<Attempt, 'task_id' | 'attempt_id'>,
): Attempt {
  const attempts = findUnit(state, task_id)?.attempts ?? state.run_attempts;
  const found = attempts.find(({ attempt_id }) => attempt_id === id);
  if (found === undefined) throw new Error(`Internal error: no attempt ${id}`);
  return found;
}

/** The unit's latest attempt that may have changed files and has ended. */
export function lastWork(unit: Unit): EndedAttempt | null {
  return (
    unit.attempts.findLast(
      (attempt): attempt is EndedAttempt =>
        attempt.status === 'ended' && isWritingRole(attempt.role),
    ) ?? null
  );
}

/** The unit's latest work that counts: what is checked, reviewed, integrated. */
export function currentEvidence(unit: Unit): Evidence | null {
  return unit.taken?.evidence ?? currentWork(unit)?.evidence ?? null;
}

/** The latest attempt that succeeded with evidence. */
export function currentWork(unit: Unit): EndedAttempt | null {
  return (
    unit.attempts.findLast(
      (attempt): attempt is EndedAttempt =>
        attempt.status === 'ended' &&
        attempt.outcome.type === 'succeeded' &&
        attempt.evidence !== null,
    ) ?? null
  );
}

/** Whether the unit's work was taken as it is, and no agent has written since. */
export const isTaken = ({ taken, attempts }: Unit): boolean =>
  taken !== null &&
  !attempts.slice(taken.after).some(({ role }) => isWritingRole(role));

/** Whether anything of the unit runs right now: an agent, its checks, the taking of its work. */
export const isBusy = (unit: Unit): boolean =>
  unit.is_checking ||
  unit.is_taking ||
  unit.attempts.some(({ status }) => status === 'running');
