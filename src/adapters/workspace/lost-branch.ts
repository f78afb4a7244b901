import { gitFor } from './git-for.ts';
import type { Inspection } from './inspection.ts';
import type { WorkspaceOptions } from './options.ts';
import { refusals } from './refusals.ts';

/**
 * Refuses to go on where the integration branch is gone and the work on it is
 * nowhere else, as in a clone that got the run's files and not its refs: a new
 * branch would begin without units that count as completed. What the checkout
 * or the target branch has is not lost.
 */
export const assertWorkThere = async (
  options: Pick<WorkspaceOptions, 'slug' | 'execGit' | 'env' | 'lockWaitMs'>,
  found: Inspection,
  /** The commits of the completed units. */
  commits: readonly string[],
): Promise<void> => {
  if (found.isolation === 'shared' || commits.length === 0) return;
  if (found.branchTip !== null || found.recordedTip !== null) return;
  const git = gitFor(options, null);
  const target = found.target_branch;
  const kept = ['HEAD', ...(target === null ? [] : [`refs/heads/${target}`])];
  for (const holder of kept) {
    // A commit that is not there, and a branch that is not, are failures.
    const missing = await git(['rev-list', '--max-count=1', '--stdin'], {
      cwd: found.top,
      input: [...commits, `^${holder}`, ''].join('\n'),
      exitCodes: 'any',
    });
    if (missing.exitCode === 0 && missing.stdout === '') return;
  }
  throw refusals.workGone(found.integration_branch, options.slug);
};
