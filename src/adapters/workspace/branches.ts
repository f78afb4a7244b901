import type { Git } from './git.ts';
import { refusals } from './refusals.ts';

/** The name of the branch that accepted units are put on. */
export const integrationBranch = (slug: string): string =>
  `orchestration/${slug}`;
/** Where the runner remembers the tip it made, beside the branch people can move. */
export const tipRef = (slug: string): string =>
  `refs/orchestration/${slug}/rescue/tip`;

/** What earlier starts left on the integration branch. */
export type Branches = {
  /** The integration branch as it is; null where it has to be made. */
  readonly branchTip: string | null;
  /** The last tip the runner put there. */
  readonly recordedTip: string | null;
};

/** The integration branch as it is, and whether it can be worked on. */
export const findBranches = async (
  git: Git,
  top: string,
  slug: string,
): Promise<Branches> => {
  const branch = integrationBranch(slug);
  const blocker = branch.slice(0, branch.indexOf('/'));
  const refs = await git(
    [
      'for-each-ref',
      '--format=%(refname) %(objectname)',
      `refs/heads/${blocker}`,
      tipRef(slug),
    ],
    { cwd: top },
  );
  const tips = new Map(
    refs.stdout.split('\n').map((line) => {
      const [name = '', commit = ''] = line.split(' ');
      return [name, commit] as const;
    }),
  );
  if (tips.has(`refs/heads/${blocker}`))
    throw refusals.branchBlocked(branch, blocker);
  const below = [...tips.keys()].find((name) =>
    name.startsWith(`refs/heads/${branch}/`),
  );
  if (below !== undefined)
    throw refusals.branchBlocked(branch, below.replace('refs/heads/', ''));
  return {
    branchTip: tips.get(`refs/heads/${branch}`) ?? null,
    recordedTip: tips.get(tipRef(slug)) ?? null,
  };
};
