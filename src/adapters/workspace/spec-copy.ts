import { createHash } from 'node:crypto';
import {
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

const linkOrNull = async (path: string): Promise<boolean | null> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => null,
  );

/**
 * Makes real folders of all above a path. A link that an agent put there would
 * lead the copy, and the removal before it, to files outside the worktree.
 */
const clearLinks = async (
  root: string,
  path: string,
  source: string,
): Promise<boolean> => {
  let folder = '';
  for (const part of dirname(path).split('/')) {
    if (part === '.') break;
    folder = folder === '' ? part : `${folder}/${part}`;
    if ((await linkOrNull(join(root, folder))) !== true) continue;
    // The repository itself has a link here: what it leads to is not ours.
    if ((await linkOrNull(join(source, folder))) === true) return false;
    await rm(join(root, folder));
  }
  await mkdir(dirname(join(root, path)), { recursive: true });
  return true;
};

/** Gives a worktree the spec as the workdir has it now, at the same place. */
export const copySpec = async (
  paths: readonly string[],
  from: string,
  to: string,
): Promise<void> => {
  for (const path of paths) {
    if (!(await clearLinks(to, path, from))) continue;
    await copyOver(join(from, path), join(to, path));
  }
};

/** Editors and ticks replace files while they are copied: then it is copied again. */
const MOST_TRIES = 5;

const copyOver = async (from: string, to: string): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    await rm(to, { recursive: true, force: true });
    const source = await realpath(from).catch(() => null);
    if (source === null) return;
    try {
      await cp(source, to, {
        recursive: true,
        verbatimSymlinks: true,
        preserveTimestamps: true,
      });
      return;
    } catch (error) {
      const isGone =
        error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone || tries === MOST_TRIES) throw error;
    }
  }
};

const addHashes = async (
  hashes: Map<string, string>,
  root: string,
  path: string,
): Promise<void> => {
  const found = await lstat(join(root, path)).catch(() => null);
  if (found?.isDirectory() === true) {
    for (const name of await readdir(join(root, path)))
      await addHashes(hashes, root, `${path}/${name}`);
  } else if (found?.isFile() === true) {
    const content = await readFile(join(root, path));
    hashes.set(path, createHash('sha256').update(content).digest('hex'));
  }
};

/** Content of the files that are nobody's work, to tell later which were edited. */
export const hashFiles = async (
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const hashes = new Map<string, string>();
  for (const path of paths) await addHashes(hashes, root, path);
  return hashes;
};

/** Paths whose content differs between two lookings. */
export const differences = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
