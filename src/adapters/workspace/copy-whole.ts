import { copyFile, rename } from 'node:fs/promises';

/**
 * Copies a file so that the copy is whole or not there: half an index, left by
 * a run that was killed, would keep git from ever using the worktree again.
 */
export const copyWhole = async (from: string, to: string): Promise<void> => {
  await copyFile(from, `${to}.new`);
  await rename(`${to}.new`, to);
};
