import { contentHash } from '../lib/fingerprint.ts';
import type { AgentState, AgentStateTask } from '../model/agent-state.ts';
import {
  CRITICALITIES,
  UNIT_TYPES,
  type AssignmentAnswer,
} from '../model/assignment.ts';
import { taskId } from '../model/ids.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { PlannedUnit } from '../model/unit.ts';
import { makePlan } from '../plan/make-plan.ts';
import { withoutOptional } from '../spec/optional.ts';
import { readSpec } from '../spec/read-spec.ts';
import { withoutMarks } from './without-marks.ts';

/** The plan of a run of which only the state file is left. */
export type RestoredPlan = {
  readonly units: readonly PlannedUnit[];
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
};

/**
 * The units that tasks.md has and the state file knows, done or not, and those
 * that are still open; who does them, with which files, as the state has it.
 */
export function planRestored(
  files: SpecFiles,
  state: AgentState,
  includeOptional: boolean,
): RestoredPlan {
  const rows = new Map(
    state.tasks
      .filter(({ parent_id }) => parent_id === null)
      .map((row) => [row.task_id, row] as const),
  );
  const isAll =
    includeOptional || [...rows.values()].some((row) => row.is_optional);
  const plan = (tasks: string, assignment: AssignmentAnswer | null) => {
    const spec = readSpec({ ...files, tasks });
    return makePlan(isAll ? spec : withoutOptional(spec), {
      ...{ assignment, code: 'codex', ui: 'gemini' },
      agents: [...rows.values()].map(({ owner_agent }) => owner_agent),
    }).units;
  };
  const unmarked = withoutMarks(files.tasks);
  const guessed = plan(unmarked, null);
  const assignment = assignedIn(rows, guessed);
  const open = new Map(
    plan(files.tasks, assignment).map((unit) => [unit.task_id, unit]),
  );
  const units = plan(unmarked, assignment)
    .filter(({ task_id }) => rows.has(task_id) || open.has(task_id))
    // Subtasks that were done before stay done.
    .map((unit) => ({
      ...unit,
      subtasks: open.get(unit.task_id)?.subtasks ?? unit.subtasks,
    }));
  const known = new Set<string>(units.map(({ task_id }) => task_id));
  const gone = [...rows.values()].filter(({ task_id }) => !known.has(task_id));
  const added = gone.filter(isFixUnit);
  const lost = gone.filter((row) => !isFixUnit(row));
  return {
    units: [...units, ...added.map(fixUnit)],
    notes:
      lost.length === 0
        ? []
        : [
            `tasks.md has no ${lost.map(({ task_id }) => task_id).join(', ')} any more: left out`,
          ],
  };
}

/** What the state says of each unit; a manifest that can be guessed again was guessed before. */
function assignedIn(
  rows: ReadonlyMap<string, AgentStateTask>,
  guessed: readonly PlannedUnit[],
): AssignmentAnswer {
  return {
    dispatch_units: guessed.map(({ task_id, assignment: guess, manifest }) => {
      const row = rows.get(task_id);
      if (row === undefined) return { task_id, ...guess, ...NO_FILES };
      const isGuessed =
        manifest !== 'declared' &&
        isSame(row.writes, guess.writes) &&
        isSame(row.reads, guess.reads);
      return {
        task_id,
        type: wordIn(UNIT_TYPES, row.type) ?? guess.type,
        owner_agent:
          row.owner_agent === '' ? guess.owner_agent : row.owner_agent,
        criticality:
          wordIn(CRITICALITIES, row.criticality) ?? guess.criticality,
        ...(isGuessed ? NO_FILES : { writes: row.writes, reads: row.reads }),
        target_window: row.target_window,
      };
    }),
  };
}

const NO_FILES = { writes: [], reads: [] };

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((path) => other.includes(path));

const wordIn = <Word extends string>(
  words: readonly Word[],
  text: string,
): Word | undefined => words.find((word) => word === text);

/** Units that answered a review of everything stand in the state alone. */
const isFixUnit = ({ task_id }: AgentStateTask): boolean =>
  /^F\d+$/.test(task_id);

const fixUnit = (row: AgentStateTask): PlannedUnit => ({
  task_id: taskId(row.task_id),
  line: 0,
  description: row.description,
  details: row.details,
  requirements: [],
  is_optional: false,
  checkpoint: false,
  manual: false,
  subtasks: [],
  dependencies: [],
  why: ['found by the review of everything together'],
  assignment: {
    type: row.type,
    owner_agent: row.owner_agent,
    criticality: wordIn(CRITICALITIES, row.criticality) ?? 'standard',
    writes: row.writes,
    reads: row.reads,
    target_window: row.target_window,
  },
  manifest: row.writes.length === 0 ? 'none' : 'inferred',
  files: row.writes,
  content: contentHash(row.details.join('\n')),
  added_by: 'final_review',
});
