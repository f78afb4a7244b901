import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bench } from './bench.ts';
import type { Slot } from './slots.ts';

/** Git's folder for a worktree, if it is that: never one somewhere else. */
const ownGitDir = async (bench: Bench, slot: Slot): Promise<string | null> => {
  const { git_dir: folder } = slot.record;
  if (dirname(folder) !== join(bench.commonDir, 'worktrees')) return null;
  const back = await readFile(join(folder, 'gitdir'), 'utf8').catch(() => '');
  return back.trim() === join(slot.root, '.git') ? folder : null;
};

/**
 * Removes a worktree with git's entry for it and what was written beside it.
 * Only this entry: `git worktree prune` would also forget worktrees of the
 * user's that lie on a disk which is not there right now.
 */
export const removeWorktree = async (
  bench: Bench,
  slot: Slot,
): Promise<void> => {
  const gitDir = await ownGitDir(bench, slot);
  await bench.queue(() =>
    bench.git(['worktree', 'remove', '--force', '--force', slot.root], {
      cwd: bench.top,
      exitCodes: 'any',
    }),
  );
  // Where git no longer knows it, or an agent broke it.
  await rm(slot.root, { recursive: true, force: true });
  if (gitDir !== null && existsSync(gitDir))
    await rm(gitDir, { recursive: true, force: true });
  for (const extension of [
    'json',
    'json.new',
    'discarded',
    'index',
    'index.new',
    'index.paths',
  ])
    await rm(join(bench.slots.folder, `${slot.name}.${extension}`), {
      force: true,
    });
};
