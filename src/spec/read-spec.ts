import type { Diagnostic } from '../model/diagnostic.ts';
import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecFiles, Task } from '../model/spec.ts';
import { dialectOf, specTypeOf } from './dialect.ts';
import { lintBoxes } from './lint-boxes.ts';
import { lintRequirements } from './lint-requirements.ts';
import { lintTasks } from './lint-tasks.ts';
import { lintWaves } from './lint-waves.ts';
import { readTasks } from './read-tasks.ts';
import { unitsOf } from './units.ts';

/**
 * Reads a spec's texts into tasks, waves, units and everything worth telling
 * about them. Any text can be read: what is wrong with it is a diagnostic.
 */
export function readSpec(files: SpecFiles): Spec {
  const file = files.tasksFile;
  const read = readTasks(files);
  const tasks = withDerivedStates(read.tasks);
  const dialect = dialectOf(files, tasks);
  const { units, diagnostics } = unitsOf(read, tasks, dialect);
  const found = [
    ...read.diagnostics,
    ...diagnostics,
    ...lintTasks(read, tasks, file),
    ...lintWaves(read.waves, tasks, file),
    ...lintRequirements(files, read, dialect),
    ...lintBoxes(read, file),
  ];
  return {
    spec_path: files.path,
    spec_name: files.name,
    spec_type: specTypeOf(files),
    dialect,
    tasks,
    waves: read.waves,
    units,
    diagnostics: inOrder(found),
  };
}

/** By place; cycles at the end, as they were found: the shortest explains the others. */
function inOrder(found: readonly Diagnostic[]): Diagnostic[] {
  const isCycle = ({ code }: Diagnostic): boolean =>
    code === 'dependency-cycle';
  return [
    ...found.filter((each) => !isCycle(each)).sort(byPlace),
    ...found.filter(isCycle),
  ];
}

/** By file and line; what is about the whole file comes first. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  const files = (a.file ?? '').localeCompare(b.file ?? '');
  if (files !== 0) return files;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** A heading without a mark of its own is done when all it owns is. */
function withDerivedStates(tasks: readonly Task[]): Task[] {
  const done = new Map<TaskId, Task['status']>();
  const derived: Task[] = [];
  for (let i = tasks.length - 1; i >= 0; i -= 1) {
    const task = tasks[i];
    if (task === undefined) continue;
    const isOpenHeading =
      task.kind === 'heading' &&
      task.mark === null &&
      task.status === 'not_started';
    const all =
      task.subtasks.length > 0 &&
      task.subtasks.every((id) => done.get(id) === 'completed');
    const status = isOpenHeading && all ? 'completed' : task.status;
    done.set(task.task_id, status);
    derived.push(status === task.status ? task : { ...task, status });
  }
  return derived.reverse();
}
