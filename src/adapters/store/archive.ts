import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import {
  hasCode,
  makePrivateFolder,
  readIfThere,
  syncFolder,
} from './file-system.ts';
import { ownerOf, type Layout } from './layout.ts';

export type ArchiveOptions = {
  /** The spec whose files they are. */
  readonly specPath: string;
  readonly clock: Pick<Clock, 'now'>;
};

/**
 * Moves the three documents of a finished run away, to the folder of the spec
 * they belong to where there is one; returns where they are now.
 */
export function archiveDocuments(
  layout: Layout,
  { specPath, clock }: ArchiveOptions,
): string {
  const target = freeFolder(
    join(archiveOf(layout, specPath), clock.now().replaceAll(':', '-')),
  );
  makePrivateFolder(target);
  for (const path of Object.values(layout.documents))
    if (readIfThere(path) !== null) move(path, join(target, basename(path)));
  syncFolder(target);
  syncFolder(layout.stateFolder);
  return target;
}

function archiveOf(layout: Layout, specPath: string): string {
  const home = dirname(layout.folder);
  const names = readdirSync(home, { withFileTypes: true });
  const owner = names.find(
    (entry) =>
      entry.isDirectory() && ownerOf(join(home, entry.name)) === specPath,
  );
  return owner === undefined
    ? layout.archive
    : join(home, owner.name, 'archive');
}

function freeFolder(path: string): string {
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? path : `${path}-${n}`;
    try {
      readdirSync(free);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return free;
      throw error;
    }
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // `--output` may lie on another disk.
    if (!hasCode(error, 'EXDEV')) throw error;
    copyFileSync(from, to);
    rmSync(from);
  }
}

/** Copies the state file aside before another run's takes its place; returns where the copy is. */
export function archiveState(
  layout: Layout,
  { clock }: Pick<ArchiveOptions, 'clock'>,
): string {
  const target = freeFolder(
    join(layout.archive, clock.now().replaceAll(':', '-')),
  );
  makePrivateFolder(target);
  const { state } = layout.documents;
  const copy = join(target, basename(state));
  copyFileSync(state, copy);
  syncFolder(target);
  return copy;
}
