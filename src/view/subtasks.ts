import type { TaskId } from '../model/ids.ts';
import type { Status } from '../model/status.ts';
import type { Unit, UnitTask } from '../model/unit.ts';
import { isUnderway } from './status-look.ts';

/** A subtask with its place in the unit and the status people see. */
export type SubtaskRow = {
  readonly task: UnitTask;
  readonly status: Status;
  /** The task above it: another subtask or the unit. */
  readonly parent_id: TaskId;
  readonly children: readonly TaskId[];
};

/**
 * The subtasks of a unit. A leaf mirrors the unit, except one that was done
 * before (completed) and one that failed (blocked); a subtask with subtasks
 * of its own derives from them.
 */
export function subtaskRows(unit: Unit): readonly SubtaskRow[] {
  const { subtasks, task_id } = unit.plan;
  const ids = new Set<string>(subtasks.map((task) => task.task_id));
  const parents = new Map(
    subtasks.map((task) => [
      task.task_id,
      findParent(task.task_id, ids) ?? task_id,
    ]),
  );
  const childrenOf = (parent: TaskId): readonly UnitTask[] =>
    subtasks.filter((task) => parents.get(task.task_id) === parent);
  const statusOf = (task: UnitTask): Status => {
    const children = childrenOf(task.task_id);
    return children.length === 0
      ? leafStatus(unit, task)
      : deriveStatus(children.map(statusOf));
  };
  return subtasks.map((task) => ({
    task,
    status: statusOf(task),
    parent_id: parents.get(task.task_id) ?? task_id,
    children: childrenOf(task.task_id).map((child) => child.task_id),
  }));
}

/** `2.1.3` belongs to `2.1` where the unit has such a task. */
function findParent(id: TaskId, ids: ReadonlySet<string>): TaskId | null {
  const dot = id.lastIndexOf('.');
  if (dot < 1) return null;
  const above = id.slice(0, dot) as TaskId;
  return ids.has(above) ? above : findParent(above, ids);
}

function leafStatus(unit: Unit, task: UnitTask): Status {
  if (task.is_done) return 'completed';
  const isOfThisRound =
    unit.status !== 'not_started' && unit.status !== 'canceled';
  return isOfThisRound && unit.subtask_results[task.task_id] === 'blocked'
    ? 'blocked'
    : unit.status;
}

/** The status of a task that is only the sum of others. */
function deriveStatus(statuses: readonly Status[]): Status {
  const open = statuses.filter((status) => status !== 'canceled');
  if (open.length === 0)
    return statuses.length === 0 ? 'not_started' : 'canceled';
  if (open.every((status) => status === 'completed')) return 'completed';
  if (open.includes('blocked')) return 'blocked';
  if (open.includes('fix_required')) return 'fix_required';
  const isBegun = open.some((s) => isUnderway(s));
  return isBegun ? 'in_progress' : 'not_started';
}
