import { createHash } from 'node:crypto';
import {
  linkSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { slug as slugOf } from '../../lib/slug.ts';
import { UserError } from '../../model/user-error.ts';
import type { DocumentName } from '../../ports/documents.ts';
import {
  hasCode,
  makePrivateFolder,
  readIfThere,
  writeWholeSync,
} from './file-system.ts';
import type { LockPlace } from './lock-place.ts';
import { refuseLinks } from './refuse-links.ts';

/** All places of one spec on disk, absolute. */
export type Layout = {
  readonly workdir: string;
  readonly specFolder: string;
  /** The spec folder relative to the workdir with `/`, or absolute where it lies outside. */
  readonly specPath: string;
  /** Names the spec in folders, branches and refs. */
  readonly slug: string;
  /** `.orchestration/<slug>` in the workdir. */
  readonly folder: string;
  readonly stateFolder: string;
  readonly documents: Readonly<Record<DocumentName, string>>;
  readonly journal: string;
  readonly stateHashes: string;
  readonly attempts: string;
  readonly inbox: string;
  readonly archive: string;
  /** In the order in which they are taken. */
  readonly locks: readonly LockPlace[];
};

export type LayoutOptions = {
  readonly workdir: string;
  readonly specFolder: string;
  /** `--output`; null = the spec's parent folder. */
  readonly output: string | null;
};

/** The folder in the workdir that holds everything about runs. */
export const HOME = '.orchestration';

/** The file in a spec's folder that says whose it is. */
const OWNER = 'spec';

/** The file beside it that says where its state files are. */
const STATE_FOLDER = 'state-folder';

/**
 * Finds all places of a spec; a `UserError` where one of them is a link. Reads
 * only: nothing exists that was not there.
 */
export function resolveLayout(options: LayoutOptions): Layout {
  const workdir = realFolder(options.workdir);
  const specFolder = realFolder(resolve(workdir, options.specFolder));
  const specPath = pathInWorkdir(workdir, specFolder);
  const slug = findSlug(join(workdir, HOME), { specFolder, specPath });
  const folder = join(workdir, HOME, slug);
  const stateFolder =
    options.output === null
      ? dirname(specFolder)
      : resolve(workdir, options.output);
  const places = {
    journal: journalIn(folder),
    stateHashes: join(folder, 'state-hashes'),
    attempts: join(folder, 'attempts'),
    inbox: join(folder, 'inbox'),
    archive: join(folder, 'archive'),
  };
  const homes = [join(workdir, HOME), join(stateFolder, HOME)];
  refuseLinks([...homes, folder, ...Object.values(places)]);
  return {
    workdir,
    specFolder,
    specPath,
    slug,
    folder,
    stateFolder,
    documents: {
      state: join(stateFolder, 'AGENT_STATE.json'),
      parsed: join(stateFolder, 'TASKS_PARSED.json'),
      pulse: join(stateFolder, 'PROJECT_PULSE.md'),
    },
    ...places,
    locks: [runLockIn(folder, specPath), stateLockIn(stateFolder)],
  };
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new UserError(`There is no such folder: ${path}`, { cause: error });
  }
}

/** A spec's path as it is stored and shown. */
export function pathInWorkdir(workdir: string, path: string): string {
  const inside = relative(workdir, path);
  if (inside === '') return '.';
  return inside === '..' || inside.startsWith(`..${sep}`)
    ? path
    : inside.split(sep).join('/');
}

/** Makes the spec's folder and marks it as this spec's. */
export function createFolders(layout: Layout): void {
  for (const folder of [layout.attempts, layout.inbox, layout.stateFolder])
    makePrivateFolder(folder);
  const owner = join(layout.folder, OWNER);
  const temporary = `${owner}.${process.pid}.tmp`;
  writeFileSync(temporary, `${layout.specPath}\n`, { mode: 0o600 });
  try {
    // Unlike a rename, a link never replaces what another start put there.
    linkSync(temporary, owner);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    if (ownerOf(layout.folder) !== layout.specPath)
      throw new UserError(
        `Another spec took the folder ${layout.folder} just now: ${ownerOf(layout.folder) ?? '?'}`,
        { hint: 'Start again.' },
      );
  } finally {
    rmSync(temporary, { force: true });
  }
  const noted = pathInWorkdir(layout.workdir, layout.stateFolder);
  writeWholeSync(join(layout.folder, STATE_FOLDER), `${noted}\n`);
}

/** The spec's path that a folder below `.orchestration` belongs to; null = nobody's. */
export const ownerOf = (folder: string): string | null =>
  notedPath(join(folder, OWNER));

/**
 * The `--output` of a spec's last start, relative to the workdir or absolute;
 * null = none, so that its state files lie beside the spec.
 */
export function notedOutput({ folder, specPath }: Layout): string | null {
  const file = join(folder, STATE_FOLDER);
  const noted = notedPath(file);
  if (noted === null && readIfThere(file) !== null)
    throw new UserError(`${file} names no folder.`, {
      hint: 'It says where the state files are: remove it, and name the folder with --output DIR if it is not the one above the spec.',
    });
  return noted === dirname(specPath) ? null : noted;
}

/** The path that a file holds; null where there is none, or nothing that a system takes for one. */
function notedPath(file: string): string | null {
  const noted = readIfThere(file)?.toString().trimEnd() ?? '';
  const names = noted.split(sep).map((name) => Buffer.byteLength(name));
  const isPath =
    noted !== '' &&
    !noted.includes('\0') &&
    noted.length < LONGEST_PATH &&
    names.every((length) => length <= LONGEST_NAME);
  return isPath ? noted : null;
}

/** In bytes, as most file systems have it. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;

/** The plain name, or one with a short hash of the path where another spec has it. */
function findSlug(
  home: string,
  { specFolder, specPath }: Pick<Layout, 'specFolder' | 'specPath'>,
): string {
  const plain = slugOf(basename(specFolder));
  const hash = createHash('sha256').update(specPath).digest('hex').slice(0, 8);
  const hashed = `${plain}-${hash}`;
  // Once named, always named so, whatever became of the other spec.
  if (ownerOf(join(home, hashed)) === specPath) return hashed;
  const owner = ownerOf(join(home, plain));
  // File systems that ignore case hold one folder where two were meant.
  const isTaken = namesIn(home).some(
    (name) => name !== plain && name.toLowerCase() === plain.toLowerCase(),
  );
  return owner === specPath || (owner === null && !isTaken) ? plain : hashed;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The journal of the spec whose folder below `.orchestration` this is. */
export const journalIn = (folder: string): string =>
  join(folder, 'journal.ndjson');

/** The lock on a spec, in its folder below `.orchestration`. */
export const runLockIn = (folder: string, specPath: string): LockPlace =>
  lockIn(folder, { name: 'run', what: `The spec ${specPath}` });

/** The lock on the folder of the state files. */
export const stateLockIn = (stateFolder: string): LockPlace =>
  lockIn(join(stateFolder, HOME), {
    // No slug starts with a dot.
    name: '.state',
    what: `The state folder ${stateFolder}`,
  });

const lockIn = (
  folder: string,
  { name, what }: { readonly name: string; readonly what: string },
): LockPlace => ({
  lockPath: join(folder, `${name}.lock`),
  leasePath: join(folder, `${name}.lease.json`),
  what,
});
