import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { lastWork, unitOf } from '../model/state-access.ts';
import { isFromTasks } from '../model/unit.ts';
import type { Unit } from '../model/unit.ts';

/** What a box of tasks.md should say. */
export type TaskMark = {
  readonly task_id: TaskId;
  readonly mark: ' ' | 'x' | '-';
};

/**
 * The boxes of one unit: begun when it starts, ticked with its subtasks only
 * when it is completed, open again when it is taken back.
 */
export function marksFor(state: State, id: TaskId): TaskMark[] {
  const unit = unitOf(state, id);
  if (!isFromTasks(unit.plan)) return [];
  switch (unit.status) {
    case 'completed':
      return [
        { task_id: id, mark: 'x' },
        ...unit.plan.subtasks
          .filter((task) => isDone(unit, task))
          .map(({ task_id }): TaskMark => ({ task_id, mark: 'x' })),
      ];
    case 'not_started':
    case 'canceled':
      return [
        { task_id: id, mark: ' ' },
        ...unit.plan.subtasks
          .filter(({ is_done }) => !is_done)
          .map(({ task_id }): TaskMark => ({ task_id, mark: ' ' })),
      ];
    case 'in_progress':
    case 'pending_review':
    case 'under_review':
    case 'final_review':
    case 'fix_required':
    case 'blocked':
      return unit.attempts.length === 0 ? [] : [{ task_id: id, mark: '-' }];
    default:
      return unit;
  }
}

/** A required subtask is done with its unit; an optional one only where the report says so. */
function isDone(unit: Unit, task: Unit['plan']['subtasks'][number]): boolean {
  if (task.is_done) return false;
  if (!task.is_optional) return true;
  const named = lastWork(unit)?.report?.subtasks ?? [];
  return (
    named.some(
      ({ task_id, status }) =>
        task_id === task.task_id && status === 'completed',
    ) || unit.subtask_results[task.task_id] === 'completed'
  );
}
