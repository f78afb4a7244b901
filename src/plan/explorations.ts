import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecUnit, Task } from '../model/spec.ts';

/*
 * A bugfix spec begins with tests that fail because the bug is there; the fix
 * makes them pass. No field says which task is which, so its words do.
 */

const SHOULD_FAIL =
  /\bmust\W+fail\b|\bexpected to fail\b|\bexpected outcome\W+(?:the )?tests?\W+(?:should |will |must )?fails?\b/i;
const EXPLORES = /\bexplor(?:e|es|ing|ation|atory)\b/i;
const FIX_METADATA = /^\W*_(?:bug_condition|expected_behavior)\b/i;
const FIX_TITLE = /^\W*(?:implement|apply)?\s*(?:the\s+)?fix(?:es)?\b/i;
const PRESERVES = /\bpreserv(?:e|es|ing|ation)\b/i;

/** What several bugs of one spec are told apart by: `BUG 2`, `A1`, `B`. */
const LABEL = /\b(?:bug\s*#?\s*\d+|[A-Z]\d{0,2})\b/gi;

/**
 * The units of a bugfix spec whose tests show a bug, each with the units that
 * fix it: those that carry the same label, else all fixes, else whatever work
 * comes after.
 */
export function findExplorations(
  spec: Spec,
): ReadonlyMap<TaskId, readonly TaskId[]> {
  if (spec.spec_type !== 'bugfix') return new Map();
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  const parts = spec.units.flatMap((unit) => readPart(unit, tasks) ?? []);
  const fixes = parts.filter(({ kind }) => kind === 'fix');
  return new Map(
    parts.flatMap((part, place) => {
      if (part.kind !== 'exploration') return [];
      const own = fixes.filter(({ labels }) =>
        [...labels].some((label) => part.labels.has(label)),
      );
      const after = parts.slice(place).filter(({ kind }) => kind === 'work');
      const until = [own, fixes, after].find(({ length }) => length > 0) ?? [];
      return [[part.id, until.map(({ id }) => id)] as const];
    }),
  );
}

type Part = {
  readonly id: TaskId;
  readonly kind: 'exploration' | 'fix' | 'work' | 'other';
  readonly labels: ReadonlySet<string>;
};

function readPart(
  unit: SpecUnit,
  tasks: ReadonlyMap<TaskId, Task>,
): Part | null {
  const own = tasks.get(unit.task_id);
  if (own === undefined) return null;
  const below = unit.tasks.flatMap((id) => tasks.get(id) ?? []);
  const found = own.description.match(LABEL) ?? [];
  return {
    id: unit.task_id,
    kind: kindOf(own, below),
    labels: new Set(found.map((label) => label.toLowerCase())),
  };
}

function kindOf(own: Task, below: readonly Task[]): Part['kind'] {
  if (own.checkpoint || own.manual) return 'other';
  const all = [own, ...below];
  if (all.some(({ description }) => FIX_TITLE.test(description))) return 'fix';
  if (EXPLORES.test(own.description)) return 'exploration';
  if (PRESERVES.test(own.description)) return 'other';
  const lines = all.flatMap(({ details }) => details);
  if (lines.some((line) => FIX_METADATA.test(line))) return 'fix';
  return SHOULD_FAIL.test(lines.join('\n')) ? 'exploration' : 'work';
}
