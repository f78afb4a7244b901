import type { Diagnostic } from '../model/diagnostic.ts';
import type { Task } from '../model/spec.ts';
import type { TasksRead } from './read-tasks.ts';

/** What is odd about the tasks themselves: numbers used twice, states that contradict each other, sentences that look like dependencies. */
export function lintTasks(
  read: TasksRead,
  tasks: readonly Task[],
  file: string,
): Diagnostic[] {
  const at = (task: Task, code: string, message: string): Diagnostic => ({
    code,
    severity: 'warning',
    message,
    file,
    line: task.line,
    column: null,
  });
  if (tasks.length === 0)
    return [
      {
        code: 'no-tasks',
        severity: 'error',
        message:
          'No task was found in this file: a task is a line like "- [ ] 1. Add the store".',
        file,
        line: null,
        column: null,
      },
    ];
  return [
    ...duplicateIds(tasks, read, at),
    ...contradictoryStates(tasks, at),
    ...hints(read, file),
  ];
}

type At = (task: Task, code: string, message: string) => Diagnostic;

function duplicateIds(
  tasks: readonly Task[],
  read: TasksRead,
  at: At,
): Diagnostic[] {
  const lines = new Map<string, number>(
    tasks.map((task) => [task.task_id, task.line]),
  );
  return tasks.flatMap((task, i) => {
    const written = read.readings[i]?.item.draft.id ?? null;
    if (written === null || task.task_id === written) return [];
    return [
      at(
        task,
        'duplicate-id',
        `The id ${written} is used before, in line ${lines.get(written) ?? 1}; this task is ${task.task_id} here.`,
      ),
    ];
  });
}

function contradictoryStates(tasks: readonly Task[], at: At): Diagnostic[] {
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  return tasks.flatMap((task) => {
    const children = task.subtasks
      .flatMap((id) => byId.get(id) ?? [])
      .filter((child) => child.kind === 'task' && !child.is_optional);
    const open = children.filter((child) => !isClosed(child));
    if (task.mark === null || children.length === 0) return [];
    if (isClosed(task) && open.length > 0)
      return [
        at(
          task,
          'done-with-open-subtasks',
          `Task ${task.task_id} is marked done, but ${open.map((child) => child.task_id).join(', ')} is not: what is open is dispatched.`,
        ),
      ];
    return [];
  });
}

const isClosed = (task: Task): boolean =>
  task.status === 'completed' || task.status === 'canceled';

function hints(read: TasksRead, file: string): Diagnostic[] {
  return read.readings.flatMap(({ id, fields }) =>
    fields.hints.map((line): Diagnostic => ({
      code: 'dependency-in-prose',
      severity: 'info',
      message: `This sentence may name a dependency of task ${id}; only a notation like "_Depends: 1.2_" is read as one.`,
      file,
      line,
      column: null,
    })),
  );
}
