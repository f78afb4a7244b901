import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** More than these nobody reads in a hint. */
const MOST = 5;

/** Specs where they usually are, and beside or in a folder that is none: absolute folders, for a hint. */
export function specsNear(root: string, folder: string): readonly string[] {
  const places = [folder, join(root, '.kiro', 'specs')];
  const found = new Set(places.flatMap(specsIn));
  return [...found].toSorted().slice(0, MOST);
}

function specsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => isFile(join(path, 'tasks.md')));
  } catch {
    // Not there, or not to be read: nothing to offer.
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // A file where a folder was looked for, say: no spec.
    return false;
  }
}
