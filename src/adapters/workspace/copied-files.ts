import { posix } from 'node:path';
import type { Git } from './git.ts';
import { splitNul } from './git.ts';
import { isCredentialName, isInJunkFolder } from './left-out.ts';

/** Only a pattern that names it to the letter brings such a file. */
const isDelicate = (path: string): boolean =>
  isCredentialName(path) ||
  isInJunkFolder(path) ||
  /^\.env/i.test(posix.basename(path));

/**
 * Ignored files of the workdir that `worktrees.copy` allows, relative to it.
 * Credentials never come through a wildcard.
 */
export const listCopied = async (
  git: Git,
  workdir: string,
  patterns: readonly string[],
): Promise<readonly string[]> => {
  if (patterns.length === 0) return [];
  const listed = await git(
    [
      'ls-files',
      '--others',
      '--ignored',
      '--exclude-standard',
      '-z',
      '--',
      ...patterns.map((pattern) => `:(glob)${pattern}`),
    ],
    { cwd: workdir },
  );
  const named = new Set(patterns.map((pattern) => posix.normalize(pattern)));
  return splitNul(listed.stdout).filter(
    (path) => named.has(path) || !isDelicate(path),
  );
};
