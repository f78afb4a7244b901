import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isWithin } from '../../adapters/workspace/layout.ts';
import { refusals } from '../../adapters/workspace/refusals.ts';
import { defaultWorktreesDir } from '../../adapters/workspace/worktrees-dir.ts';
import { formatBytes } from '../../lib/byte-size.ts';
import type {
  DoctorDisk,
  DoctorNote,
  DoctorRepository,
} from '../../report/doctor/doctor-data.ts';
import { noteOf, type LookContext, type Looked } from './look.ts';

type DiskSettings = {
  readonly worktreesDir: string | null;
  readonly minFreeBytes: number;
};

/** The folder that the user's worktrees go to, whether it exists or not. */
export function worktreesRoot(
  { io, home }: LookContext,
  dir: string | null,
): string {
  const root = resolve(
    dir ?? defaultWorktreesDir(io.env, process.platform, home),
  );
  return existsSync(root) ? realpathSync(root) : root;
}

/** Whether there is room, and a place, for worktrees. */
export async function lookAtDisk(
  context: LookContext,
  settings: DiskSettings,
  repository: DoctorRepository | null,
): Promise<Looked<DoctorDisk>> {
  const root = worktreesRoot(context, settings.worktreesDir);
  const folder = repository === null ? context.workdir : root;
  const there = nearestFolder(folder);
  const free_bytes = await freeBytes(there);
  const floor_bytes = settings.minFreeBytes;
  const problems: readonly DoctorNote[] = [
    ...(repository !== null && isWithin(root, [repository.top])
      ? [noteOf('disk', refusals.worktreesInside(root, repository.top))]
      : []),
    ...(isWritable(there)
      ? []
      : [
          {
            area: 'disk' as const,
            what: `${there} cannot be written to`,
            why: 'units work there',
            todo: 'Make it writable, or name another with worktrees.dir.',
          },
        ]),
    ...(free_bytes === null || free_bytes >= floor_bytes
      ? []
      : [
          {
            area: 'disk' as const,
            what: `${formatBytes(free_bytes)} are free in ${there}`,
            why: `no worktree is made below ${formatBytes(floor_bytes)}`,
            todo: 'Free some space, lower worktrees.min_free, or move worktrees.dir.',
          },
        ]),
  ];
  return { found: { folder, free_bytes, floor_bytes }, problems, warnings: [] };
}

const nearestFolder = (path: string): string =>
  existsSync(path) || dirname(path) === path
    ? path
    : nearestFolder(dirname(path));

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // A file system that does not say.
    return null;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    // Read-only, or another user's.
    return false;
  }
}
