import {
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { hasCode, temporaryOf } from '../../adapters/store/file-system.ts';
import { UserError } from '../../model/user-error.ts';
import type { Target } from './look.ts';
import { makeText } from './make-text.ts';

/** Writes a file as a whole; a link under its name is replaced, not followed. */
export function writeTarget({ path, file }: Target): void {
  const temporary = temporaryOf(path);
  orRefuse(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(temporary, { force: true });
    writeFileSync(temporary, makeText(file.template), { flag: 'wx' });
    renameSync(temporary, path);
  });
}

/** Removes a file, and the folders on the way to it that are empty then. */
export function removeTarget({ path, place }: Target): void {
  orRefuse(path, () => {
    rmSync(path);
  });
  let folder = dirname(path);
  while (folder !== place.root && removeIfEmpty(folder)) {
    folder = dirname(folder);
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    // Something is in it, or it is a link, or not ours to remove: it stays.
    return false;
  }
}

/** Turns what the system forbids into words; all else is a bug. */
function orRefuse(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC')) throw error;
    const { message } = error as Error;
    throw new UserError(`${path} cannot be written: ${message}`, {
      cause: error,
    });
  }
}
