import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../model/user-error.ts';

/** What the system says about a file operation that failed. */
export type FileError = NodeJS.ErrnoException;

/** Whether something failed with one of these codes (`ENOENT`). */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && codes.includes((error as FileError).code ?? '');

/** Without waiting for whoever writes to a pipe, which may be nobody. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The bytes of a plain file, or null where there is none. A pipe or a device in
 * its place would hold up whoever reads, or never end: that is a `UserError`.
 * What else keeps it from being read throws as it comes.
 */
export function readIfThere(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, READ);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
  try {
    if (fstatSync(file).isFile()) return readFileSync(file);
  } finally {
    closeSync(file);
  }
  throw new UserError(`${path} is no plain file.`, {
    hint: 'Nothing was changed. Remove what is there, or bring the file back.',
  });
}

/** Makes a folder that only the user can look into, with all above it. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** A rename and a new file are safe only when their folder is on disk too. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * The temporary file beside a file. Its name is fixed, so that a kill leaves at
 * most one; it is made anew and exclusively, so that a link planted under its
 * name is never followed.
 */
export const temporaryOf = (path: string): string =>
  join(dirname(path), `.${basename(path)}.tmp`);

/** Replaces a small file as a whole, private to the user and on disk on return. */
export function writeWholeSync(path: string, content: string): void {
  const temporary = temporaryOf(path);
  rmSync(temporary, { force: true });
  writeFileSync(temporary, content, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Replaces a file as a whole without blocking, private to the user: readers see the old one or the new one. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const temporary = temporaryOf(path);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
