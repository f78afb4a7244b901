import { randomUUID } from 'node:crypto';
import {
  lstat,
  mkdir,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CONFIG_NAME } from '../../adapters/config/read-config-file.ts';
import { HOME } from '../../adapters/store/layout.ts';
import { UserError } from '../../model/user-error.ts';
import type { Io } from '../command.ts';
import type { Place } from '../records/place.ts';

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
  await refuseOwn(path, file, place);
  const mode = await modeOfFile(path, file);
  await replaceWhole(path, text, mode ?? NEW_FILE).catch((cause: unknown) => {
    throw notWritten(file, cause);
  });
  io.stderr.write(`${mode === null ? 'Wrote' : 'Replaced'} ${file}.\n`);
}

/**
 * A report is no place for a typing error that costs a spec or a journal. What
 * counts is where the folder really is: a link may lead there, too.
 */
async function refuseOwn(
  path: string,
  file: string,
  { layout }: Place,
): Promise<void> {
  const { workdir, specFolder, stateFolder, documents } = layout;
  const own = [
    specFolder,
    ...[workdir, stateFolder].map((folder) => join(folder, HOME)),
    ...Object.values(documents),
    join(workdir, '.git'),
    join(workdir, CONFIG_NAME),
  ];
  const places = await Promise.all([path, ...own].map(realPlace));
  const [real = path, ...taken] = places;
  if (!taken.some((one) => isIn(real, one))) return;
  throw new UserError(`${file} belongs to the run: no report is put there.`, {
    hint: 'Name a file elsewhere.',
  });
}

/** A path whose folder is named as it is, links and all; the part that is there. */
async function realPlace(path: string): Promise<string> {
  const folder = dirname(path);
  if (folder === path) return path;
  const real = await realpath(folder).catch(() => realPlace(folder));
  return join(real, basename(path));
}

const isIn = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
};

/** The mode of the file that is there, null where none is; refused where something else is: a folder, or a link that leads elsewhere. */
async function modeOfFile(path: string, file: string): Promise<number | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  if (found.isFile()) return found.mode & 0o777;
  throw new UserError(`${file} is there and is no plain file.`, {
    hint: 'Name another file.',
  });
}

/** As the user's umask leaves it: a report is there to be passed on. */
const NEW_FILE = 0o666;

/** A reader sees the old report or the new one, never a half; who may read it stays. */
async function replaceWhole(
  path: string,
  text: string,
  mode: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`,
  );
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
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
