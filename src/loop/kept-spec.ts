import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecFiles, Task } from '../model/spec.ts';
import type { State } from '../model/state.ts';
import { isFromTasks } from '../model/unit.ts';
import { keepIds } from '../spec/match-ids.ts';
import { readSpec } from '../spec/read-spec.ts';

/**
 * The spec as it stands now, under the ids its tasks had when the run met
 * them: a person may renumber tasks while they are being done.
 */
export function readKeptSpec(files: SpecFiles, state: State): Spec {
  const spec = readSpec(files);
  return state.units.length === 0
    ? spec
    : keepIds(knownSpec(spec, state), spec);
}

/** The tasks of the state, as far as telling them apart needs them. */
function knownSpec(like: Spec, state: State): Spec {
  const tasks = state.units
    .flatMap(({ plan }) => (isFromTasks(plan) ? [plan, ...plan.subtasks] : []))
    .toSorted((a, b) => a.line - b.line)
    .map((known) => taskOf(known));
  return { ...like, tasks, units: [], diagnostics: [] };
}

function taskOf(known: {
  readonly task_id: TaskId;
  readonly line: number;
  readonly description: string;
  readonly details: readonly string[];
}): Task {
  return {
    task_id: known.task_id,
    line: known.line,
    kind: 'task',
    description: known.description,
    mark: ' ',
    mark_line: known.line,
    status: 'not_started',
    is_optional: false,
    parent_id: null,
    parent_line: null,
    subtasks: [],
    details: known.details,
    requirements: [],
    validates: [],
    dependencies: [],
    parallel: false,
    boundary: [],
    checkpoint: false,
    manual: false,
    writes: [],
    reads: [],
    files: [],
  };
}
