import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecUnit, Task } from '../model/spec.ts';

/**
 * The spec without its optional units: what waited for one waits for what that
 * one waited for. An optional child of a required task stays in its unit.
 */
export function withoutOptional(spec: Spec): Spec {
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  const dropped = new Map(
    spec.units
      .filter((unit) => isOptionalUnit(unit, tasks))
      .map((unit) => [unit.task_id, unit]),
  );
  if (dropped.size === 0) return spec;
  const units = spec.units
    .filter((unit) => !dropped.has(unit.task_id))
    .map((unit) => reconnect(unit, dropped));
  return { ...spec, units };
}

/** Optional itself, or nothing is left to do in it but optional tasks. */
function isOptionalUnit(
  unit: SpecUnit,
  tasks: ReadonlyMap<TaskId, Task>,
): boolean {
  if (tasks.get(unit.task_id)?.is_optional === true) return true;
  const open = unit.tasks
    .flatMap((id) => tasks.get(id) ?? [])
    .filter((task) => task.subtasks.length === 0)
    .filter(
      (task) => task.status !== 'completed' && task.status !== 'canceled',
    );
  return open.length > 0 && open.every((task) => isBelowOptional(task, tasks));
}

function isBelowOptional(
  task: Task,
  tasks: ReadonlyMap<TaskId, Task>,
): boolean {
  for (
    let at: Task | undefined = task;
    at !== undefined;
    at = at.parent_id === null ? undefined : tasks.get(at.parent_id)
  )
    if (at.is_optional) return true;
  return false;
}

function reconnect(
  unit: SpecUnit,
  dropped: ReadonlyMap<TaskId, SpecUnit>,
): SpecUnit {
  if (!unit.dependencies.some((id) => dropped.has(id))) return unit;
  const kept = new Map<TaskId, string>();
  const seen = new Set<TaskId>();
  const todo = unit.dependencies.map((id, i) => ({
    id,
    why: unit.why[i] ?? '',
  }));
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    const { id, why } = next;
    if (id === unit.task_id || seen.has(id)) continue;
    seen.add(id);
    const gone = dropped.get(id);
    if (gone === undefined) kept.set(id, why);
    else
      for (const further of gone.dependencies)
        todo.push({ id: further, why: `${why} (through optional ${id})` });
  }
  return { ...unit, dependencies: [...kept.keys()], why: [...kept.values()] };
}
