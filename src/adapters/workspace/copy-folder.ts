import { constants, type Dirent } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  symlink,
  utimes,
} from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { createPool, type Pool } from './pool.ts';

/** More only queue up in front of the disk. */
const AT_ONCE = 16;

/** A folder to copy, and where each of the two lies. */
export type FolderCopy = {
  readonly from: string;
  readonly to: string;
  /** The user's workdir, and what stands for it in the worktree. */
  readonly workdir: string;
  readonly cwd: string;
};

/** A path of the workdir as the worktree has it: a copy never leads back to the original. */
const reroot = (target: string, { workdir, cwd }: FolderCopy): string => {
  if (!isAbsolute(target)) return target;
  const inside = relative(workdir, target);
  return inside.split(sep)[0] === '..' || isAbsolute(inside)
    ? target
    : join(cwd, inside);
};

const copyOne = async (
  path: string,
  entry: Dirent,
  copy: FolderCopy,
): Promise<void> => {
  const [from, to] = [join(copy.from, path), join(copy.to, path)];
  if (entry.isSymbolicLink()) {
    await symlink(reroot(await readlink(from), copy), to);
    return;
  }
  // Sockets and the like belong to a process, not to the folder.
  if (!entry.isFile()) return;
  const { atime, mtime } = await lstat(from);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  // Build tools compare times.
  await utimes(to, atime, mtime);
};

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const copyBelow = async (
  folder: string,
  copy: FolderCopy,
  pool: Pool,
): Promise<void> => {
  const entries = await pool(() =>
    readdir(join(copy.from, folder), { withFileTypes: true }),
  );
  await mkdir(join(copy.to, folder), { recursive: true });
  await Promise.all(
    entries.map(async (entry) => {
      // A repository within it would be the user's own, at work in two places.
      if (entry.name === '.git') return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        await copyBelow(path, copy, pool);
        return;
      }
      await pool(() => copyOne(path, entry, copy)).catch((error: unknown) => {
        // Removed while it was copied: the user works there too.
        if (!isGone(error)) throw error;
      });
    }),
  );
};

/**
 * Copies a folder, sharing the blocks where the file system can (reflink).
 * Links are copied as links, so that those within the workdir lead to the
 * worktree's own files.
 */
export const copyFolder = async (copy: FolderCopy): Promise<void> => {
  await copyBelow('', copy, createPool(AT_ONCE));
};
