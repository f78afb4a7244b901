import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../../lib/ndjson.ts';

/** Whose worktrees a folder holds: enough to judge and remove them without the run. */
export type Owner = {
  /** Absolute. */
  readonly workdir: string;
  readonly top: string;
  readonly common_dir: string;
  readonly spec_path: string;
  readonly slug: string;
  readonly prefix: string;
  /** What is never a unit's work, from the repository's top. */
  readonly guarded: readonly string[];
  readonly target_branch: string | null;
};

const FILE = 'owner.json';

/** Writes beside the worktrees whose they are. */
export const writeOwner = async (
  folder: string,
  owner: Owner,
): Promise<void> => {
  const file = join(folder, FILE);
  await writeFile(`${file}.new`, JSON.stringify(owner));
  await rename(`${file}.new`, file);
};

const TEXTS = [
  'workdir',
  'top',
  'common_dir',
  'spec_path',
  'slug',
  'prefix',
] as const;

const isOwner = (value: unknown): value is Owner =>
  isJsonObject(value) &&
  TEXTS.every((key) => typeof value[key] === 'string') &&
  Array.isArray(value['guarded']) &&
  value['guarded'].every((name) => typeof name === 'string') &&
  (value['target_branch'] === null ||
    typeof value['target_branch'] === 'string');

/** Reads whose worktrees these are; null where nobody wrote it, or not whole. */
export const readOwner = async (folder: string): Promise<Owner | null> => {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => '');
  try {
    const value: unknown = JSON.parse(text);
    return isOwner(value) ? value : null;
  } catch {
    // Not there, or torn by a full disk.
    return null;
  }
};

/** The files of a folder of worktrees that go with the last of them. */
export const OWN_FILES: readonly string[] = [FILE, `${FILE}.new`];
