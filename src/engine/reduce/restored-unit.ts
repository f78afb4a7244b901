import type { EndedAttempt } from '../../model/attempt.ts';
import type { EventOf } from '../../model/event.ts';
import type { RestoredAttempt } from '../../model/restored.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Unit } from '../../model/unit.ts';
import { factsOf } from './unit-facts.ts';

/** A unit as the state file knew it, where nothing else did. */
export function restoreUnit(
  unit: Unit,
  event: EventOf<'unit_restored'> & { readonly at: string },
): Unit {
  const { status, completed_at, attempts, type: _type, ...known } = event;
  const { commit, fix_attempts, max_fix_attempts } = known;
  const facts = {
    ...factsOf(unit),
    ...{ commit, fix_attempts, max_fix_attempts },
    attempts: attempts.map((attempt) => restoreAttempt(event.task_id, attempt)),
    reports: known.reports,
    deferred: known.deferred,
    subtask_results: known.subtask_results,
    is_integrated: status === 'completed',
  };
  return status === 'completed'
    ? { ...facts, status, completed_at: completed_at ?? event.at }
    : { ...facts, status };
}

const restoreAttempt = (
  task_id: TaskId,
  { outcome, ...attempt }: RestoredAttempt,
): EndedAttempt => ({
  ...attempt,
  task_id,
  status: 'ended',
  outcome: { type: outcome },
  mark: '',
  process: null,
  exit_code: null,
  session_id: null,
  evidence: null,
  report: null,
  verdict: null,
  output: '',
});
