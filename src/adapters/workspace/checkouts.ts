import { existsSync } from 'node:fs';
import { splitNul, type Git } from './git.ts';

/** One checkout of a repository. */
export type Checkout = {
  readonly folder: string;
  readonly branch: string | null;
};

/** All checkouts of a repository whose folders are there. */
export const listCheckouts = async (
  git: Git,
  cwd: string,
): Promise<readonly Checkout[]> => {
  const { stdout } = await git(['worktree', 'list', '--porcelain', '-z'], {
    cwd,
  });
  return stdout
    .split('\0\0')
    .map((block) => {
      const lines = splitNul(block);
      const value = (name: string): string | null =>
        lines
          .find((line) => line.startsWith(`${name} `))
          ?.slice(name.length + 1) ?? null;
      return { folder: value('worktree') ?? '', branch: value('branch') };
    })
    .filter(({ folder }) => folder !== '' && existsSync(folder));
};
