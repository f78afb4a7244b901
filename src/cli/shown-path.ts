import { relative } from 'node:path';
import type { Io } from './command.ts';

/** A path as the user can open it from where they stand: short below that, whole elsewhere. */
export function shownPath(path: string, { cwd }: Pick<Io, 'cwd'>): string {
  const near = relative(cwd, path);
  return near.startsWith('..') ? path : near;
}
