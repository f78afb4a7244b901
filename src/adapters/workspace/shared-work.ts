import { createHash } from 'node:crypto';
import { slug } from '../../lib/slug.ts';
import type { Evidence } from '../../model/attempt.ts';
import { overlaps } from '../../plan/overlap.ts';
import type { CaptureRequest } from '../../ports/workspace.ts';
import type { Queue } from './queue.ts';
import { changedPaths, type Snapshot } from './scan.ts';
import type { SharedChange, SharedStore, SharedUnit } from './shared-store.ts';

/** What all units in one folder have in common. */
export type Shared = {
  readonly workdir: string;
  readonly store: SharedStore;
  readonly scan: () => Promise<Snapshot>;
  /** One look at the folder and at what is known of its units at a time: they change each other's. */
  readonly queue: Queue;
  /** Units with a writing attempt under way. */
  readonly writing: Map<string, Writer>;
};

/** A writing attempt under way. */
export type Writer = {
  /** What it said it writes. */
  readonly writes: readonly string[];
  /** What those said that have written since it began, ended ones included. */
  readonly others: string[];
};

const names = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => overlaps(pattern, path));

/** Names a text by its content. */
export const hashText = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

/** A unit's work: its own files that are not what they were. */
export const changesOf = (
  unit: Pick<SharedUnit, 'base' | 'own'>,
  now: Snapshot,
): readonly SharedChange[] =>
  unit.own
    .map((path) => ({
      path,
      before: unit.base.get(path) ?? null,
      after: now.get(path) ?? null,
    }))
    .filter(({ before, after }) => before !== after);

/** Names a unit's work by the content of its files. */
export const treeOf = (changes: readonly SharedChange[]): string =>
  hashText(JSON.stringify(changes.map(({ path, after }) => [path, after])));

/**
 * Remembers the folder as an attempt finds it. Nothing is ever taken back here:
 * what an attempt left that failed or died is the unit's work all the same, so
 * the unit is measured against its first beginning until it is released.
 */
export const begin = (
  shared: Shared,
  unit: string,
  writes: readonly string[],
): Promise<void> => shared.queue(() => beginNow(shared, unit, writes));

const beginNow = async (
  shared: Shared,
  unit: string,
  writes: readonly string[],
): Promise<void> => {
  const { store, writing } = shared;
  const now = await shared.scan();
  const known = await store.loadUnit(unit);
  const beside = [...writing].filter(([other]) => other !== unit);
  const others = beside.map(([other]) => other);
  for (const [, writer] of beside) writer.others.push(...writes);
  writing.set(unit, {
    writes,
    others: beside.flatMap(([, writer]) => writer.writes),
  });
  await store.saveUnit(unit, {
    base: known?.base ?? now,
    start: now,
    own: known?.own ?? [],
    isAlone: others.length === 0,
  });
  for (const other of others) {
    const their = await store.loadUnit(other);
    if (their?.isAlone === true)
      await store.saveUnit(other, { ...their, isAlone: false });
  }
};

type Attribution = {
  readonly own: readonly string[];
  readonly notes: readonly string[];
};

const listed = (paths: readonly string[]): string =>
  paths.map((path) => JSON.stringify(path)).join(', ');

/**
 * Whose a changed file is: the unit's that wrote alone, else by manifest. A
 * file of no manifest belongs to nobody and is named.
 */
const attribute = (
  shared: Shared,
  request: CaptureRequest,
  seen: { readonly changed: readonly string[]; readonly isAlone: boolean },
): Attribution => {
  const { writes, task_id: unit } = request;
  const mine = seen.changed.filter((path) => names(writes, path));
  const rest = seen.changed.filter((path) => !names(writes, path));
  if (seen.isAlone)
    return {
      own: seen.changed,
      notes:
        writes.length === 0 || rest.length === 0
          ? []
          : [`Changed outside the unit's writes: ${listed(rest)}.`],
    };
  const others = shared.writing.get(unit)?.others ?? [];
  const nobodys = rest.filter((path) => !names(others, path));
  return {
    own: mine,
    notes:
      nobodys.length === 0
        ? []
        : [
            `Changed while other units wrote too, and in nobody's writes, so unattributed: ${listed(nobodys)}.`,
          ],
  };
};

/** What an attempt changed, as copies and content hashes. */
export const captureShared = (
  shared: Shared,
  request: CaptureRequest,
): Promise<Evidence> => shared.queue(() => captureNow(shared, request));

const captureNow = async (
  shared: Shared,
  request: CaptureRequest,
): Promise<Evidence> => {
  const { task_id: unit, role, n } = request;
  const { store } = shared;
  const now = await shared.scan();
  const known = await store.loadUnit(unit);
  const before: SharedUnit = known ?? {
    base: now,
    start: now,
    own: [],
    isAlone: false,
  };
  const changed = changedPaths(before.start, now);
  const found = attribute(shared, request, {
    changed,
    // Others may have written since its last attempt.
    isAlone: before.isAlone && role !== 'hand',
  });
  shared.writing.delete(unit);
  const own = [...new Set([...before.own, ...found.own])].sort();
  const changes = changesOf({ base: before.base, own }, now);
  const tree = treeOf(changes);
  const present = changes.filter(({ after }) => after !== null);
  await store.copyFiles(
    shared.workdir,
    `${slug(unit)}-${role}-${n}`,
    present.map(({ path }) => path),
  );
  await store.saveChanges(tree, changes);
  await store.saveUnit(unit, { ...before, start: now, own });
  return {
    ref: null,
    commit: null,
    base: null,
    tree,
    files_changed: changes.map(({ path }) => path),
    notes: found.notes,
  };
};
