import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { hasCode } from './file-system.ts';
import { HOME, journalIn, ownerOf, runLockIn, stateLockIn } from './layout.ts';
import type { LockPlace } from './lock-place.ts';
import { isLink } from './refuse-links.ts';

/** A spec that a workdir keeps something of, whether its folder still exists or not. */
export type KnownSpec = {
  readonly slug: string;
  /** Null where the note of whose folder it is has gone. */
  readonly specPath: string | null;
  readonly journal: string;
  readonly lock: LockPlace;
  /** The lock on its state folder, where that lies by default; null where nobody knows. */
  readonly stateLock: LockPlace | null;
};

/** Every spec that was started in a workdir, by slug; reads names only. */
export function knownSpecs(workdir: string): readonly KnownSpec[] {
  const home = join(workdir, HOME);
  return slugsIn(home).map((slug) => {
    const folder = join(home, slug);
    const specPath = ownerOf(folder);
    return {
      slug,
      specPath,
      journal: journalIn(folder),
      lock: runLockIn(folder, specPath ?? slug),
      stateLock:
        specPath === null
          ? null
          : stateLockIn(dirname(resolve(workdir, specPath))),
    };
  });
}

function slugsIn(home: string): readonly string[] {
  if (isLink(home)) return [];
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
