import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { moveAside } from './dot-git.ts';
import type { Slot } from './slots.ts';

type Guarded = {
  /** Guarded paths that the worktree can hold. */
  readonly paths: readonly string[];
  readonly notes: readonly string[];
};

/** The first part of the way to a path that is there and is no folder. */
export const findObstacle = async (
  root: string,
  path: string,
): Promise<string | null> => {
  const parts = path.split('/').slice(0, -1);
  for (let i = 1; i <= parts.length; i += 1) {
    const folder = parts.slice(0, i).join('/');
    const found = await lstat(join(root, folder)).catch(() => null);
    if (found === null) return null;
    if (!found.isDirectory()) return folder;
  }
  return null;
};

/**
 * Keeps the way to the spec and the other guarded files free. A link or file
 * put in their place would take them out of the commit, or lead the copy of
 * the spec out of the worktree.
 */
export const clearWay = async (
  bench: Bench,
  slot: Slot,
  aside: string,
): Promise<Guarded> => {
  const paths: string[] = [];
  const notes: string[] = [];
  for (const path of bench.layout.guarded) {
    const obstacle = await findObstacle(slot.root, path);
    if (obstacle === null) {
      paths.push(path);
      continue;
    }
    // The repository's own link: behind it there is nothing git could take.
    if ((await findObstacle(bench.top, path)) === obstacle) continue;
    await moveAside(slot, obstacle, aside);
    notes.push(
      `${JSON.stringify(obstacle)} was put where a folder with the spec has to be: it was moved aside.`,
    );
    paths.push(path);
  }
  return { paths, notes };
};
