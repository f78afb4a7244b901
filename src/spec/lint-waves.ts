import type { Diagnostic } from '../model/diagnostic.ts';
import type { Task } from '../model/spec.ts';

/** Ids of the waves that no task has, and tasks that the waves forgot. */
export function lintWaves(
  waves: readonly (readonly string[])[] | null,
  tasks: readonly Task[],
  file: string,
): Diagnostic[] {
  if (waves === null) return [];
  const listed = new Set(waves.flat());
  const byId = new Map<string, Task>(tasks.map((task) => [task.task_id, task]));
  const unknown = [...listed].filter((id) => !byId.has(id));
  const forgotten = tasks.filter(
    (task) => isLeafTask(task) && !isListed(task, listed, byId),
  );
  return [
    ...unknown.map((id): Diagnostic => ({
      code: 'unknown-wave-task',
      severity: 'warning',
      message: `The waves list "${id}", but no task has that id.`,
      file,
      line: null,
      column: null,
    })),
    ...forgotten.map((task): Diagnostic => ({
      code: 'task-not-in-waves',
      severity: 'info',
      message: task.checkpoint
        ? `The waves leave out checkpoint ${task.task_id}: it waits for what stands before it, and what follows waits for it.`
        : `The waves leave out task ${task.task_id}: it goes with the task before it.`,
      file,
      line: task.line,
      column: null,
    })),
  ];
}

const isLeafTask = (task: Task): boolean =>
  task.kind === 'task' &&
  task.subtasks.length === 0 &&
  task.status !== 'completed';

/** Listed itself or by one of its parents. */
function isListed(
  task: Task,
  listed: ReadonlySet<string>,
  byId: ReadonlyMap<string, Task>,
): boolean {
  for (
    let at: Task | undefined = task;
    at !== undefined;
    at = at.parent_id === null ? undefined : byId.get(at.parent_id)
  )
    if (listed.has(at.task_id)) return true;
  return false;
}
