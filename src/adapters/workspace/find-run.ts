import { findBranches } from './branches.ts';
import { findPlace } from './find-place.ts';
import { gitFor } from './git-for.ts';
import { splitNul, type Git } from './git.ts';
import { TRAILERS } from './messages.ts';
import type { WorkspaceOptions } from './options.ts';

/** What the integration branch holds of a run that nobody remembers. */
export type FoundRun = {
  /** The commit that the run started from. */
  readonly base_commit: string;
  /** By unit: the attempt that is integrated, and its commit. */
  readonly proofs: ReadonlyMap<
    string,
    { readonly attempt: string; readonly commit: string }
  >;
};

type Known = {
  /** Commits that the state file names. */
  readonly commits: readonly string[];
  readonly target: string | null;
};

/**
 * Reads a run back from its integration branch: the commits that carry the
 * spec's trailer, down to the first that the state file names, or to where the
 * branch left its target. Earlier runs of the same spec lie below. Null where
 * there is no branch.
 */
export const findRun = async (
  options: Pick<
    WorkspaceOptions,
    'workdir' | 'slug' | 'specPath' | 'execGit' | 'env' | 'lockWaitMs'
  >,
  known: Known,
): Promise<FoundRun | null> => {
  const git = gitFor(options, null);
  const place = await findPlace(git, options.workdir);
  if (place === null) return null;
  const { top } = place;
  const { branchTip, recordedTip } = await findBranches(git, top, options.slug);
  const tip = branchTip ?? recordedTip;
  if (tip === null) return null;
  const chain = await readChain(git, top, { tip, spec: options.specPath });
  const first = chain.findLastIndex(({ commit }) =>
    known.commits.includes(commit),
  );
  const own =
    first === -1
      ? await aboveTarget(git, chain, {
          ...{ tip, top, target: known.target },
        })
      : chain.slice(0, first + 1);
  return {
    base_commit: own.at(-1)?.parent ?? tip,
    proofs: proofsIn(own),
  };
};

type Link = {
  readonly commit: string;
  readonly parent: string;
  readonly unit: string;
  readonly attempt: string;
  readonly reverts: string;
};

/** The newest commits in a row that are this spec's, newest first. */
const readChain = async (
  git: Git,
  cwd: string,
  { tip, spec }: { readonly tip: string; readonly spec: string },
): Promise<readonly Link[]> => {
  const { unit, attempt, reverts } = TRAILERS;
  const values = [TRAILERS.spec, unit, attempt, reverts].map(
    (key) => `%(trailers:key=${key},valueonly,separator=%x20)`,
  );
  const { stdout } = await git(
    [
      'log',
      '-z',
      '--first-parent',
      `--format=%H%n%P%n${values.join('%n')}`,
      tip,
    ],
    { cwd },
  );
  const entries = splitNul(stdout).map((entry) => entry.split('\n'));
  const end = entries.findIndex((entry) => entry[2] !== spec);
  return entries
    .slice(0, end === -1 ? entries.length : end)
    .map(([commit = '', parent = '', , of = '', by = '', takenBack = '']) => ({
      ...{ commit, parent, unit: of, attempt: by, reverts: takenBack },
    }));
};

/** What the branch has and its target does not. */
const aboveTarget = async (
  git: Git,
  chain: readonly Link[],
  at: {
    readonly tip: string;
    readonly top: string;
    readonly target: string | null;
  },
): Promise<readonly Link[]> => {
  const target = at.target === null ? 'HEAD' : `refs/heads/${at.target}`;
  const found = await git(['merge-base', at.tip, target], {
    cwd: at.top,
    exitCodes: 'any',
  });
  const below = chain.findIndex(({ commit }) => commit === found.stdout.trim());
  return below === -1 ? chain : chain.slice(0, below);
};

/** The latest commit of each unit that was not taken back. */
const proofsIn = (chain: readonly Link[]): FoundRun['proofs'] => {
  const gone = new Set(chain.map(({ reverts }) => reverts));
  const proofs = new Map<string, { attempt: string; commit: string }>();
  for (const { commit, unit, attempt } of chain)
    if (unit !== '' && !gone.has(commit) && !proofs.has(unit))
      proofs.set(unit, { attempt, commit });
  return proofs;
};
