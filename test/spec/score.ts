import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Task } from '../../src/model/spec.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { loadSpec } from './load-spec.ts';

/** One item of a hand-read truth: the fields that are compared. */
type TruthTask = {
  readonly line: number;
  readonly id: string | null;
  readonly kind: 'task' | 'step' | 'heading' | 'criterion';
  readonly title: string;
  readonly state: string;
  readonly optional: boolean;
  readonly parent_line?: number | null;
  readonly requirements: readonly string[];
  readonly validates?: readonly string[];
  readonly depends_on: readonly string[];
  readonly files: readonly string[];
};

type Truth = {
  readonly waves: readonly (readonly string[])[] | null;
  readonly tasks: readonly TruthTask[];
};

/** What is compared, in the order of the score table. */
export const FIELDS = [
  'tasks',
  'kinds',
  'titles',
  'states',
  'optional',
  'parents',
  'requirements',
  'validates',
  'dependencies',
  'waves',
  'files',
] as const;

export type Field = (typeof FIELDS)[number];

/** Per field, one line a difference; fields without any are left out. */
export type Misses = Partial<Record<Field, string[]>>;

const STATES: Readonly<Record<string, string>> = {
  todo: 'not_started',
  queued: 'not_started',
  done: 'completed',
  in_progress: 'in_progress',
};

/** Compares the reader with the hand-read truth of one spec folder. */
export function scoreFolder(folder: string): Misses {
  const truth = JSON.parse(
    readFileSync(join(folder, 'truth.json'), 'utf8'),
  ) as Truth;
  const spec = readSpec(loadSpec(folder));
  const misses: Misses = {};
  const miss = (field: Field, text: string): void => {
    (misses[field] ??= []).push(text);
  };
  const wanted = truth.tasks.filter((task) => task.kind !== 'criterion');
  const byLine = new Map(spec.tasks.map((task) => [task.line, task]));
  const lines = new Set(wanted.map((task) => task.line));
  for (const task of spec.tasks)
    if (!lines.has(task.line))
      miss('tasks', `extra ${task.line} ${task.task_id}`);
  for (const want of wanted) {
    const got = byLine.get(want.line);
    if (got === undefined) miss('tasks', `missing ${want.line} ${want.title}`);
    else compare(miss, want, got);
  }
  if (JSON.stringify(truth.waves) !== JSON.stringify(spec.waves))
    miss('waves', JSON.stringify(spec.waves));
  return misses;
}

function compare(
  miss: (field: Field, text: string) => void,
  want: TruthTask,
  got: Task,
): void {
  const check = (field: Field, a: unknown, b: unknown): void => {
    const [wanted, read] = [JSON.stringify(a), JSON.stringify(b)];
    if (wanted !== read) miss(field, `${want.line} want ${wanted} got ${read}`);
  };
  if (want.id !== null)
    check('tasks', want.id, got.task_id.replace(/@L\d+$/, ''));
  check('kinds', want.kind, got.kind);
  check('titles', plain(want.title), plain(got.description));
  const state = STATES[want.state];
  if (state !== undefined) check('states', state, got.status);
  check('optional', want.optional, got.is_optional);
  check('parents', want.parent_line ?? null, got.parent_line);
  check('requirements', want.requirements, got.requirements);
  check('validates', sorted(want.validates ?? []), sorted(got.validates));
  check('dependencies', sorted(want.depends_on), sorted(got.dependencies));
  check('files', sorted(want.files), sorted(got.files));
}

const plain = (title: string): string =>
  title.replace(/[`*_]/g, '').replace(/\s+/g, ' ').trim();

const sorted = (list: readonly string[]): string[] => [...list].sort();
