import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/spec.ts';

/** A unit before its dependencies are known. */
export type UnitDraft = {
  readonly root: Task;
  /** The root and everything below it, in file order. */
  readonly tasks: readonly Task[];
  readonly isFinished: boolean;
};

/** The units of a spec, finished ones included, and which unit each task is part of. */
export type UnitDrafts = {
  readonly all: readonly UnitDraft[];
  /** Units that a task is part of, or that stand below it where it is a heading of several. */
  readonly of: (id: TaskId) => readonly UnitDraft[];
};

/**
 * Cuts the tasks into units: what one agent gets. A heading is a unit only
 * where it is a task itself; the numbered children of a chapter heading are
 * units of their own, and so is a sub-task whose parent is missing. `named`
 * headings are spelled as tasks (`Task 3`, `WP01`).
 */
export function cutUnits(
  tasks: readonly Task[],
  named: ReadonlySet<TaskId>,
): UnitDrafts {
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  const chapters = new Set(
    tasks
      .filter((task) => !named.has(task.task_id) && isChapter(task, byId))
      .map((task) => task.task_id),
  );
  const rootOf = new Map<TaskId, TaskId>();
  const members = new Map<TaskId, Task[]>();
  for (const task of tasks) {
    if (chapters.has(task.task_id)) continue;
    const up = task.parent_id;
    const root =
      up === null || chapters.has(up)
        ? task.task_id
        : (rootOf.get(up) ?? task.task_id);
    rootOf.set(task.task_id, root);
    const list = members.get(root);
    if (list === undefined) members.set(root, [task]);
    else list.push(task);
  }
  const all = [...members].flatMap(([id, list]): UnitDraft[] => {
    const root = byId.get(id);
    return root === undefined
      ? []
      : [{ root, tasks: list, isFinished: isDone(root, byId) }];
  });
  const units = new Map(all.map((unit) => [unit.root.task_id, unit]));
  return { all, of: (id) => unitsOf(id, { byId, rootOf, units }) };
}

/** A heading that groups numbered tasks and is none itself. */
function isChapter(task: Task, byId: ReadonlyMap<TaskId, Task>): boolean {
  if (task.kind !== 'heading') return false;
  return task.subtasks.some((id) => byId.get(id)?.kind !== 'step');
}

type Index = {
  readonly byId: ReadonlyMap<TaskId, Task>;
  readonly rootOf: ReadonlyMap<TaskId, TaskId>;
  readonly units: ReadonlyMap<TaskId, UnitDraft>;
};

function unitsOf(id: TaskId, index: Index): UnitDraft[] {
  const root = index.rootOf.get(id);
  if (root !== undefined) {
    const unit = index.units.get(root);
    return unit === undefined ? [] : [unit];
  }
  return (index.byId.get(id)?.subtasks ?? []).flatMap((child) =>
    unitsOf(child, index),
  );
}

/** Done by its own mark, numbered children included, or by all its children. */
function isDone(task: Task, byId: ReadonlyMap<TaskId, Task>): boolean {
  const children = task.subtasks.flatMap((id) => byId.get(id) ?? []);
  const closed = task.status === 'completed' || task.status === 'canceled';
  const left = children.filter((child) => !isDone(child, byId));
  if (closed) return left.every((child) => child.kind === 'step');
  return children.length > 0 && left.length === 0;
}
