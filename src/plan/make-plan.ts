import { contentHash } from '../lib/fingerprint.ts';
import type {
  Assignment,
  AssignmentAnswer,
  UnitType,
} from '../model/assignment.ts';
import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecUnit, Task } from '../model/spec.ts';
import type { PlannedUnit, UnitTask } from '../model/unit.ts';
import { findExplorations } from './explorations.ts';
import { guessCriticality, guessType } from './guess.ts';
import { mergeManifest } from './manifest-of.ts';

/** What the plan is made from beside the spec. */
export type PlanOptions = {
  /** The validated answer of the assign backend; null = tasks.md alone. */
  readonly assignment: AssignmentAnswer | null;
  /** The words of the state for who writes code, and who draws. */
  readonly code: string;
  readonly ui: string;
  /** Further words an answer may use as `owner_agent`. */
  readonly agents?: readonly string[];
  /** Paths of the repository, to tell new files from those that are there. */
  readonly repositoryFiles?: readonly string[];
};

/** Everything that is settled before a unit runs. */
export type PlanDraft = {
  readonly units: readonly PlannedUnit[];
  readonly window_mapping: Readonly<Record<string, string>>;
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
};

type Answered = AssignmentAnswer['dispatch_units'][number];

type Context = {
  readonly options: PlanOptions;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly answers: ReadonlyMap<string, Answered>;
  /** Units that are part of this plan. */
  readonly open: ReadonlySet<TaskId>;
  /** Units whose tests show a bug, with those that fix it. */
  readonly explorations: ReadonlyMap<TaskId, readonly TaskId[]>;
  readonly note: (unit: TaskId, text: string) => void;
};

/**
 * Merges what tasks.md says, what was assigned and what can be guessed, in
 * this order of strength. The spec holds what is to run: whoever does not want
 * optional tasks takes them out before. Finished units are left out, finished
 * subtasks carried as done.
 */
export function makePlan(spec: Spec, options: PlanOptions): PlanDraft {
  const notes: string[] = [];
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  const [done, open] = split(spec.units, (unit) => isFinished(unit, tasks));
  if (done.length > 0) {
    const ids = done.map(({ task_id }) => task_id).join(', ');
    notes.push(`finished before and left as it is: ${ids}`);
  }
  const context: Context = {
    options,
    tasks,
    answers: readAnswers(spec, options.assignment, notes),
    open: new Set(open.map(({ task_id }) => task_id)),
    explorations: findExplorations(spec),
    note: (unit, text) => notes.push(`${unit}: ${text}`),
  };
  return {
    units: open.flatMap((unit) => planUnit(unit, context)),
    window_mapping: options.assignment?.window_mapping ?? {},
    notes,
  };
}

function split<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): readonly [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** A unit is finished when all boxes below it are, whatever its own says. */
function isFinished(unit: SpecUnit, tasks: ReadonlyMap<string, Task>): boolean {
  const below = unit.tasks
    .filter((id) => id !== unit.task_id)
    .flatMap((id) => tasks.get(id) ?? [])
    .filter(({ kind }) => kind === 'task');
  const own = tasks.get(unit.task_id);
  return below.length === 0
    ? own !== undefined && isClosed(own)
    : below.every(isClosed);
}

const isClosed = ({ status }: Task): boolean =>
  status === 'completed' || status === 'canceled';

/** One answer a unit; what cannot be used is said. */
function readAnswers(
  spec: Spec,
  assignment: AssignmentAnswer | null,
  notes: string[],
): Map<string, Answered> {
  const known = new Set<string>(spec.units.map(({ task_id }) => task_id));
  const answers = new Map<string, Answered>();
  for (const answer of assignment?.dispatch_units ?? []) {
    const id = JSON.stringify(answer.task_id);
    if (!known.has(answer.task_id)) {
      notes.push(`the assignment names ${id}, which is no unit: ignored`);
    } else if (answers.has(answer.task_id)) {
      notes.push(`the assignment names ${id} twice: the first counts`);
    } else answers.set(answer.task_id, answer);
  }
  if (assignment !== null) {
    const missing = [...known].filter((id) => !answers.has(id));
    if (missing.length > 0) {
      notes.push(`the assignment forgets ${missing.join(', ')}: guessed`);
    }
  }
  return answers;
}

function planUnit(unit: SpecUnit, context: Context): PlannedUnit[] {
  const own = context.tasks.get(unit.task_id);
  if (own === undefined) return [];
  const ids = new Set([unit.task_id, ...unit.tasks]);
  const tasks = [...ids].flatMap((id) => context.tasks.get(id) ?? []);
  const answer = context.answers.get(unit.task_id) ?? null;
  const manifest = mergeManifest({
    tasks,
    assigned: answer,
    repositoryFiles: context.options.repositoryFiles ?? null,
  });
  for (const text of manifest.notes) context.note(unit.task_id, text);
  return [
    {
      task_id: unit.task_id,
      line: own.line,
      description: own.description,
      details: own.details,
      requirements: [...new Set(tasks.flatMap((task) => task.requirements))],
      is_optional: own.is_optional,
      checkpoint: own.checkpoint,
      manual: own.manual,
      subtasks: tasks.filter((task) => task !== own).map(asUnitTask),
      dependencies: unit.dependencies.filter((id) => context.open.has(id)),
      why: unit.why.filter((_, i) => isOpen(unit.dependencies[i], context)),
      assignment: {
        ...judge({ tasks, answer, own, paths: manifest.writes }, context),
        writes: manifest.writes,
        reads: manifest.reads,
        target_window: answer?.target_window ?? null,
      },
      manifest: manifest.source,
      files: manifest.files,
      content: contentOf(tasks),
      ...redUntil(unit.task_id, context),
    },
  ];
}

/** Fixes that were done before this run leave nothing to expect. */
function redUntil(
  id: TaskId,
  { explorations, open }: Context,
): Pick<PlannedUnit, 'red_until'> {
  const fixes = (explorations.get(id) ?? []).filter((fix) => open.has(fix));
  return fixes.length === 0 ? {} : { red_until: fixes };
}

const isOpen = (id: TaskId | undefined, { open }: Context): boolean =>
  id !== undefined && open.has(id);

/** A line of edges: what it names is compared by what it means, since ids may move. */
const NAMES_OTHERS = /^[\s*_-]*depend(?:s|encies)(?: on)?\b/i;

/** What the tasks say themselves; marks, lines and the edges of other units are no part of it. */
const contentOf = (tasks: readonly Task[]): string =>
  contentHash(
    JSON.stringify(
      tasks.map((task) => [
        task.task_id,
        task.description,
        task.details.filter((line) => !NAMES_OTHERS.test(line)),
        task.is_optional,
        task.manual,
        task.dependencies,
      ]),
    ),
  );

const asUnitTask = (task: Task): UnitTask => ({
  task_id: task.task_id,
  line: task.line,
  description: task.description,
  details: task.details,
  requirements: task.requirements,
  is_optional: task.is_optional,
  is_done: isClosed(task),
});

type Judged = {
  readonly own: Task;
  readonly tasks: readonly Task[];
  readonly answer: Answered | null;
  readonly paths: readonly string[];
};

/** Type, owner and criticality: as answered, else guessed with the reason said. */
function judge(
  { own, tasks, answer, paths }: Judged,
  context: Context,
): Pick<Assignment, 'type' | 'owner_agent' | 'criticality'> {
  const note = (text: string): void => context.note(own.task_id, text);
  if (answer !== null) {
    const { type, criticality } = answer;
    const owner_agent = ownerOf(answer, context.options, note);
    return { type, criticality, owner_agent };
  }
  const clues = { titles: tasks.map((task) => task.description), paths };
  const type = guessType(clues);
  const criticality = guessCriticality(clues);
  for (const { value, because } of [type, criticality]) {
    if (because !== null)
      note(`${value}, because of ${JSON.stringify(because)}`);
  }
  return {
    type: type.value,
    criticality: criticality.value,
    owner_agent: defaultOwner(type.value, context.options),
  };
}

const defaultOwner = (type: UnitType, { code, ui }: PlanOptions): string =>
  type === 'ui' ? ui : type === 'review' ? `${code}-review` : code;

/** An agent nobody has would only fail when it is started. */
function ownerOf(
  { owner_agent, type }: Answered,
  options: PlanOptions,
  note: (text: string) => void,
): string {
  const { code, ui, agents = [] } = options;
  if ([code, ui, `${code}-review`, ...agents].includes(owner_agent)) {
    return owner_agent;
  }
  const owner = defaultOwner(type, options);
  note(`no agent is called ${JSON.stringify(owner_agent)}: ${owner} takes it`);
  return owner;
}
