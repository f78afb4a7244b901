import {
  lstat,
  mkdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { slug } from '../../lib/slug.ts';
import type { Slot } from './slots.ts';

/** Whether something of this name is there, a dangling link included. */
export const isThere = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** State files of a half-done operation an agent left in its worktree. */
const HALF_DONE = ['rebase-merge', 'rebase-apply', 'sequencer', 'BISECT_LOG'];

/** Moves a nested repository's `.git` out of the work, where nothing of it is lost. */
export const moveAside = async (
  slot: Slot,
  path: string,
  aside: string,
): Promise<void> => {
  await mkdir(aside, { recursive: true });
  let target = join(aside, slug(path));
  for (let n = 2; await isThere(target); n += 1)
    target = join(aside, `${slug(path)}-${n}`);
  await rename(join(slot.root, path), target);
};

/** Points the worktree at its repository again, where an agent broke that. */
export const repairPointer = async (
  slot: Slot,
  aside: string,
): Promise<readonly string[]> => {
  const file = join(slot.root, '.git');
  const pointer = `gitdir: ${slot.record.git_dir}\n`;
  const current = await readFile(file, 'utf8').catch(() => null);
  if (current === pointer) return [];
  const isReplaced = current === null && (await isThere(file));
  if (isReplaced) await moveAside(slot, '.git', aside);
  await writeFile(file, pointer);
  return isReplaced
    ? ['The attempt made a repository of its folder: its .git was moved aside.']
    : [];
};

/** Forgets a rebase or bisect an agent did not end; the files are kept elsewhere by then. */
export const forgetHalfDone = async (slot: Slot): Promise<void> => {
  if (slot.record.git_dir === '') return;
  await Promise.all(
    HALF_DONE.map((name) =>
      rm(join(slot.record.git_dir, name), { recursive: true, force: true }),
    ),
  );
};
