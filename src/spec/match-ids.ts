import type { TaskId } from '../model/ids.ts';
import type { Spec, Task } from '../model/spec.ts';

/**
 * Gives the tasks of a new reading the ids they had before: the same id with
 * the same words first, then the same words, then the same place among those
 * left over. What a person inserts moves no other task's history.
 */
export function keepIds(before: Spec, after: Spec): Spec {
  const ids = new Map<TaskId, TaskId>();
  const left = new Set(before.tasks.map((task) => task.task_id));
  const open = new Set(after.tasks);
  const pair = (task: Task, old: TaskId): void => {
    ids.set(task.task_id, old);
    left.delete(old);
    open.delete(task);
  };
  const byKey = new Map(
    before.tasks.map((task) => [keyOf(task), task.task_id]),
  );
  for (const task of after.tasks) {
    const old = byKey.get(keyOf(task));
    if (old !== undefined && left.has(old)) pair(task, old);
  }
  const byWords = groupByWords(
    before.tasks.filter((task) => left.has(task.task_id)),
  );
  for (const task of [...open]) {
    const old = byWords.get(wordsOf(task))?.find((id) => left.has(id));
    if (old !== undefined) pair(task, old);
  }
  for (const task of [...open])
    if (left.has(task.task_id)) pair(task, task.task_id);
  pairByOrder(before, after, { left, open, pair });
  return renamed(after, settle(after, ids, left));
}

const wordsOf = (task: Task): string =>
  task.description
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const keyOf = (task: Task): string => `${task.task_id}\n${wordsOf(task)}`;

function groupByWords(tasks: readonly Task[]): Map<string, TaskId[]> {
  const groups = new Map<string, TaskId[]>();
  for (const task of tasks) {
    const list = groups.get(wordsOf(task));
    if (list === undefined) groups.set(wordsOf(task), [task.task_id]);
    else list.push(task.task_id);
  }
  return groups;
}

type Pairing = {
  readonly left: Set<TaskId>;
  readonly open: Set<Task>;
  readonly pair: (task: Task, old: TaskId) => void;
};

/** Tasks without a number of their own, changed in words, keep their place below the same parent. */
function pairByOrder(before: Spec, after: Spec, pairing: Pairing): void {
  const { left, open, pair } = pairing;
  const slots = new Map<string, TaskId[]>();
  before.tasks.forEach((task, i) => {
    if (!left.has(task.task_id)) return;
    const slot = slotOf(before.tasks[i - 1], task);
    const list = slots.get(slot);
    if (list === undefined) slots.set(slot, [task.task_id]);
    else list.push(task.task_id);
  });
  after.tasks.forEach((task, i) => {
    if (!open.has(task)) return;
    const old = slots.get(slotOf(after.tasks[i - 1], task))?.shift();
    if (old !== undefined && left.has(old)) pair(task, old);
  });
}

/** The words before a task say where it stands. */
const slotOf = (previous: Task | undefined, task: Task): string =>
  `${previous === undefined ? '' : wordsOf(previous)}\n${task.kind}`;

/** Ids for tasks that are new: their own, unless an old task already has it. */
function settle(
  after: Spec,
  ids: ReadonlyMap<TaskId, TaskId>,
  left: ReadonlySet<TaskId>,
): Map<TaskId, TaskId> {
  const settled = new Map(ids);
  const taken = new Set<string>([...ids.values(), ...left]);
  for (const task of after.tasks) {
    if (settled.has(task.task_id)) continue;
    let id: string = task.task_id;
    for (let n = task.line; taken.has(id); n += 1)
      id = `${task.task_id.replace(/@L\d+$/, '')}@L${n}`;
    taken.add(id);
    settled.set(task.task_id, id as TaskId);
  }
  return settled;
}

function renamed(spec: Spec, ids: ReadonlyMap<TaskId, TaskId>): Spec {
  const of = (id: TaskId): TaskId => ids.get(id) ?? id;
  const tasks = spec.tasks.map((task) => ({
    ...task,
    task_id: of(task.task_id),
    parent_id: task.parent_id === null ? null : of(task.parent_id),
    subtasks: task.subtasks.map(of),
    dependencies: task.dependencies.map(of),
  }));
  const units = spec.units.map((unit) => ({
    ...unit,
    task_id: of(unit.task_id),
    tasks: unit.tasks.map(of),
    dependencies: unit.dependencies.map(of),
  }));
  return { ...spec, tasks, units };
}
