import { UserError } from '../../model/user-error.ts';
import type { Git } from './git.ts';
import { RUNNER_FOLDER } from './options.ts';

/**
 * Refuses a folder of records that came with the repository. What a start takes
 * from its journal are the user's own settings, commands among them: nobody
 * else's are taken for them.
 */
export const refuseTracked = async (
  git: Git,
  workdir: string,
): Promise<void> => {
  const listed = await git(['ls-files', '-z', '--', RUNNER_FOLDER], {
    cwd: workdir,
    // No repository, or no git at all: nothing came with one.
    exitCodes: 'any',
  });
  if (listed.exitCode !== 0 || listed.stdout === '') return;
  throw new UserError(
    `${RUNNER_FOLDER} is tracked by git: it came with the repository, and with it the record of a run.`,
    {
      hint: `A run goes on with the commands that its record names. If it is yours: git rm -r --cached ${RUNNER_FOLDER}, and commit. If not, remove the folder.`,
    },
  );
};
