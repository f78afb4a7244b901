import type { Git } from './git.ts';
import { refusals } from './refusals.ts';

/** Where a workdir's repository is. */
export type Place = {
  readonly top: string;
  readonly commonDir: string;
  readonly excludeFile: string;
  readonly prefix: string;
};

/** Finds the repository; null outside of any. */
export const findPlace = async (
  git: Git,
  workdir: string,
): Promise<Place | null> => {
  const args = ['rev-parse', '--path-format=absolute', '--show-toplevel'];
  const found = await git(
    [
      ...args,
      '--git-common-dir',
      '--git-path',
      'info/exclude',
      '--show-prefix',
    ],
    { cwd: workdir, exitCodes: [0, 128] },
  );
  if (found.exitCode === 0) {
    const [top = '', commonDir = '', excludeFile = '', prefix = ''] =
      found.stdout.split('\n');
    return { top, commonDir, excludeFile, prefix };
  }
  if (/not a git repository/i.test(found.stderr)) return null;
  if (/must be run in a work tree/.test(found.stderr))
    throw refusals.bare(workdir);
  // Asked again without 128 among the answers: throws with what git said.
  await git(args, { cwd: workdir });
  return null;
};
