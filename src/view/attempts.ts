import { isWritingRole } from '../model/assignment.ts';
import type { Attempt, EndedAttempt, WorkerReport } from '../model/attempt.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';

/** Attempts of a unit that still run; more than one when two reviewers look. */
export const runningAttempts = (unit: Unit): readonly Attempt[] =>
  unit.attempts.filter((attempt) => attempt.status === 'running');

/** Ended attempts that were to change files, oldest first. */
export const endedWork = (unit: Unit): readonly EndedAttempt[] =>
  unit.attempts.filter(
    (attempt): attempt is EndedAttempt =>
      attempt.status === 'ended' && isWritingRole(attempt.role),
  );

/** What the worker said last. */
export const lastReport = (unit: Unit): WorkerReport | null =>
  endedWork(unit).findLast((attempt) => attempt.report !== null)?.report ??
  null;

/** How an attempt ended in one word: `succeeded`, `interrupted`, or the failure's type; null while it runs. */
export function outcomeWord(attempt: Attempt): string | null {
  if (attempt.status === 'running') return null;
  const { outcome } = attempt;
  return outcome.type === 'failed' ? outcome.failure.type : outcome.type;
}

/** Every attempt of the run, those of no unit first. */
export const allAttempts = (state: State): readonly Attempt[] => [
  ...state.run_attempts,
  ...state.units.flatMap((unit) => unit.attempts),
];
