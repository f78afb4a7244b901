import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import type { Io } from '../command.ts';
import type { Place } from '../run/place.ts';

/** The name of stdout where a file is asked for. */
export const STDOUT = '-';

/**
 * Puts a report on stdout (`-`) or into a file: whole, and in place of an
 * earlier one, because a CI job that runs again names the same file. What is no
 * plain file, and what the run itself lives by, is never replaced.
 */
export async function giveReport(
  text: string,
  file: string,
  { place, io }: { readonly place: Place; readonly io: Io },
): Promise<void> {
  if (file === STDOUT) {
    io.stdout.write(text);
    return;
  }
  const path = resolve(io.cwd, file);
  refuseOwn(path, file, place);
  const isThere = await isPlainFile(path, file);
  await replaceWhole(path, text).catch((cause: unknown) => {
    throw notWritten(file, cause);
  });
  io.stderr.write(`${isThere ? 'Replaced' : 'Wrote'} ${file}.\n`);
}

/** A report is no place for a typing error that costs a spec or a journal. */
function refuseOwn(path: string, file: string, { layout }: Place): void {
  const own = [
    layout.specFolder,
    layout.folder,
    ...Object.values(layout.documents),
  ];
  if (!own.some((one) => isIn(path, one))) return;
  throw new UserError(`${file} belongs to the run: no report is put there.`, {
    hint: 'Name a file elsewhere.',
  });
}

const isIn = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
};

/** Whether one is there; refused where something else is: a folder, or a link that leads elsewhere. */
async function isPlainFile(path: string, file: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return false;
  if (found.isFile()) return true;
  throw new UserError(`${file} is there and is no plain file.`, {
    hint: 'Name another file.',
  });
}

/** A reader sees the old report or the new one, never a half. */
async function replaceWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`,
  );
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

const notWritten = (file: string, cause: unknown): UserError =>
  new UserError(`${file} could not be written: ${String(cause)}`, {
    hint: 'Name a file in a folder that you can write to.',
    cause,
  });

/** On stdout, or in a file of its own: a task list is edited, so what is there is never written over. */
export async function giveOnce(
  text: string,
  file: string | true,
  io: Io,
): Promise<void> {
  if (file === true || file === STDOUT) {
    io.stdout.write(text);
    return;
  }
  const path = resolve(io.cwd, file);
  await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
    throw new UserError(`${file} could not be written: ${String(cause)}`, {
      hint: 'Name a file that is not there yet, in a folder that is.',
    });
  });
  io.stderr.write(`Wrote ${file}.\n`);
}
