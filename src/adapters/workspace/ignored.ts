import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn, type Bench } from './bench.ts';
import { splitNul } from './git.ts';
import type { Slot } from './slots.ts';

/** Folders that hold nothing but other entries of the list. */
const containersOf = (entries: readonly string[]): ReadonlySet<string> => {
  const known = new Set(entries);
  const found = new Set<string>();
  for (const entry of entries)
    for (
      let end = entry.lastIndexOf('/', entry.length - 2);
      end > 0;
      end = entry.lastIndexOf('/', end - 1)
    ) {
      const folder = entry.slice(0, end + 1);
      if (known.has(folder)) found.add(folder);
    }
  return found;
};

/**
 * Ignored files of a worktree; a folder ignored as a whole is one entry with a
 * slash at its end, however much it holds.
 */
export const listIgnored = async (
  bench: Bench,
  slot: Slot,
  index: 'own' | 'private' = 'private',
): Promise<{
  readonly entries: readonly string[];
  /** Folders that are listed for what they hold alone. */
  readonly containers: readonly string[];
}> => {
  const listed = await gitIn(bench, slot)(
    [
      'ls-files',
      '--others',
      '--ignored',
      '--exclude-standard',
      '--directory',
      '-z',
    ],
    { index },
  );
  const all = splitNul(listed.stdout);
  const containers = containersOf(all);
  return {
    entries: all.filter((entry) => !containers.has(entry)),
    containers: [...containers],
  };
};

const endsWith = (path: readonly string[], name: readonly string[]): boolean =>
  name.length > 0 &&
  name.length <= path.length &&
  name.every((part, i) => part === path[path.length - name.length + i]);

/** Whether a folder is one that survives, or only holds one. */
const judge = (
  path: string,
  keep: readonly string[],
): 'keep' | 'look' | 'go' => {
  const parts = path.split('/');
  const names = keep.map((name) => name.split('/').filter(Boolean));
  if (names.some((name) => endsWith(parts, name))) return 'keep';
  const isAbove = names.some((name) =>
    name.some((_, i) => endsWith(parts, name.slice(0, i))),
  );
  return isAbove ? 'look' : 'go';
};

type Clearing = { readonly root: string; readonly keep: readonly string[] };

/** Removes an entry but for the folders that survive; says which did. */
const clearEntry = async (
  path: string,
  clearing: Clearing,
): Promise<readonly string[]> => {
  const full = join(clearing.root, path);
  const found = await lstat(full).catch(() => null);
  if (found === null) return [];
  // Only a real folder survives: a link might lead to the user's own.
  const verdict = found.isDirectory() ? judge(path, clearing.keep) : 'go';
  if (verdict === 'keep') return [`${path}/`];
  if (verdict === 'go') {
    await rm(full, { recursive: true, force: true });
    return [];
  }
  const left: string[] = [];
  for (const name of await readdir(full))
    left.push(...(await clearEntry(`${path}/${name}`, clearing)));
  if (left.length === 0) await rmdir(full);
  return left;
};

/**
 * Takes a unit's build results out of its worktree: every ignored file, but
 * for the folders that are named to survive. Says what is left, so that the
 * next attempt's own ignored files can be told from it.
 */
export const clearIgnored = async (
  bench: Bench,
  slot: Slot,
): Promise<readonly string[]> => {
  const { entries, containers } = await listIgnored(bench, slot, 'own');
  const clearing = { root: slot.root, keep: bench.outfit.keep };
  const left: string[] = [];
  for (const entry of entries)
    left.push(...(await clearEntry(entry.replace(/\/$/, ''), clearing)));
  // The deepest first; one that still holds something stays.
  for (const folder of [...containers].sort().reverse())
    await rmdir(join(slot.root, folder)).catch(() => undefined);
  return left;
};
