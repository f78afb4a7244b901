import { isDeepStrictEqual } from 'node:util';
import { EDITABLE_FIELDS } from '../../engine/reduce/edit-unit.ts';
import type { AgentState, AgentStateTask } from '../../model/agent-state.ts';
import type { StateEdit } from '../../model/event.ts';
import { readManifestPath } from '../../plan/manifest-path.ts';

/** What a person changed about one unit. */
export type UnitEdit = {
  readonly task_id: string;
  readonly changes: StateEdit;
};

/** A change that cannot be taken over, by the path of its value. */
export type EditProblem = {
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly message: string;
};

export type Comparison = {
  readonly edits: readonly UnitEdit[];
  readonly problems: readonly EditProblem[];
};

type Editable = (typeof EDITABLE_FIELDS)[number];

/** What a status can be set to by hand; all others are reached by working. */
const SETTABLE: readonly string[] = ['not_started', 'completed', 'canceled'];

/** Depends on the moment, not on what happened. */
const VOLATILE: readonly string[] = ['wait_reason', 'window_id', 'pane_id'];

const isEditable = (field: string): field is Editable =>
  (EDITABLE_FIELDS as readonly string[]).includes(field);

/** What differs between a version of the program's and one that a person edited. */
export function compareStates(
  base: AgentState,
  edited: AgentState,
  units: ReadonlySet<string>,
): Comparison {
  const rows = new Map(base.tasks.map((task) => [task.task_id, task]));
  const seen = new Set<string>();
  const edits: UnitEdit[] = [];
  const problems: EditProblem[] = [];
  for (const [place, task] of edited.tasks.entries()) {
    const path = `/tasks/${place}`;
    const row = rows.get(task.task_id);
    const isNew = row !== undefined && !seen.has(task.task_id);
    seen.add(task.task_id);
    if (!isNew) {
      problems.push(
        warning(
          path,
          `task ${task.task_id} is not part of the run (or there twice): left out`,
        ),
      );
      continue;
    }
    const compared = compareTasks(row, { task, path, units, ids: rows });
    problems.push(...compared.problems);
    if (Object.keys(compared.changes).length > 0)
      edits.push({ task_id: task.task_id, changes: compared.changes });
  }
  for (const id of rows.keys())
    if (!seen.has(id))
      problems.push(
        warning(
          '/tasks',
          `task ${id} was removed: it stays; set its status to canceled to leave it out`,
        ),
      );
  return { edits, problems };
}

type Row = {
  readonly task: AgentStateTask;
  readonly path: string;
  readonly units: ReadonlySet<string>;
  readonly ids: ReadonlyMap<string, unknown>;
};

function compareTasks(base: AgentStateTask, row: Row) {
  const problems: EditProblem[] = [];
  const changes: Partial<Record<Editable, unknown>> = {};
  const { task, path, units } = row;
  const fields = Object.keys(task) as (keyof AgentStateTask)[];
  for (const field of fields) {
    if (isDeepStrictEqual(base[field], task[field])) continue;
    if (VOLATILE.includes(field)) continue;
    const at = `${path}/${field}`;
    const name = `task ${task.task_id}: ${field}`;
    if (!isEditable(field))
      problems.push(warning(at, `${name} cannot be edited: left as it was`));
    else if (!units.has(task.task_id))
      problems.push(
        warning(
          at,
          `${name} belongs to its unit, edit it there: left as it was`,
        ),
      );
    else {
      const problem = problemOf(field, row);
      if (problem === null) changes[field] = task[field];
      else
        problems.push({
          severity: 'error',
          path: at,
          message: `${name} ${problem}`,
        });
    }
  }
  // Each value comes from a validated row, under the same name.
  return { changes: changes as StateEdit, problems };
}

function problemOf(field: Editable, { task, ids }: Row): string | null {
  if (field === 'status' && !SETTABLE.includes(task.status))
    return `can be set to ${SETTABLE.join(', ')}, not to ${task.status}`;
  if (field === 'writes' || field === 'reads') return pathProblem(task[field]);
  if (field !== 'dependencies') return null;
  const unknown = task.dependencies.find(
    (id) => id === task.task_id || !ids.has(id),
  );
  return unknown === undefined
    ? null
    : `names ${unknown}, which is no other task`;
}

/** The same rule as for a manifest from tasks.md or from an agent. */
function pathProblem(paths: readonly string[]): string | null {
  for (const path of paths) {
    const read = readManifestPath(path);
    if (!read.ok) return `names ${JSON.stringify(path)}: ${read.error}`;
  }
  return null;
}

const warning = (path: string, message: string): EditProblem => ({
  severity: 'warning',
  path,
  message,
});
