import { join, posix } from 'node:path';
import { gitIn, type Bench } from './bench.ts';
import { isThere, moveAside } from './dot-git.ts';
import { splitNul } from './git.ts';
import { isWithin } from './layout.ts';
import type { Slot } from './slots.ts';

/** Folders a `.git` could lie in: those above the paths that changed. */
const foldersAbove = (paths: readonly string[]): readonly string[] => {
  const folders = new Set<string>();
  for (const path of paths)
    for (
      let folder = posix.dirname(path);
      folder !== '.' && !folders.has(folder);
      folder = posix.dirname(folder)
    )
      folders.add(folder);
  return [...folders];
};

const listUntracked = async (
  bench: Bench,
  slot: Slot,
): Promise<readonly string[]> => {
  const listed = await gitIn(
    bench,
    slot,
  )(['ls-files', '--others', '--exclude-standard', '-z']);
  const others = [...bench.layout.guarded, ...slot.record.provided];
  return splitNul(listed.stdout).filter(
    (path) => !isWithin(path.replace(/\/$/, ''), others),
  );
};

/** New files of a worktree, and what was done to see them. */
export type Untracked = {
  readonly paths: readonly string[];
  readonly notes: readonly string[];
};

/**
 * New files, those of nested repositories included: git would take such a
 * folder as a submodule nobody has, or refuse to go on.
 */
export const findUntracked = async (
  bench: Bench,
  slot: Slot,
  aside: string,
): Promise<Untracked> => {
  const notes: string[] = [];
  for (;;) {
    const paths = await listUntracked(bench, slot);
    const inPrefix = posix.join(bench.layout.prefix, '.git');
    const suspects = [
      ...paths
        .filter((path) => path.endsWith('/'))
        .map((path) => `${path}.git`),
      ...foldersAbove([...paths, inPrefix]).map((folder) => `${folder}/.git`),
    ];
    let moved = 0;
    for (const path of new Set(suspects)) {
      if (!(await isThere(join(slot.root, path)))) continue;
      await moveAside(slot, path, aside);
      notes.push(
        `A repository was made in ${JSON.stringify(posix.dirname(path))}: its .git was moved aside, its files are taken as files.`,
      );
      moved += 1;
    }
    if (moved === 0)
      return { paths: paths.filter((path) => !path.endsWith('/')), notes };
  }
};
