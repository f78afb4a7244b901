import { UserError } from '../../model/user-error.ts';
import type { IntegrateRequest, Integration } from '../../ports/workspace.ts';
import { commitTree, type Bench } from './bench.ts';
import { ensureWorkdir, mergeTrees, show } from './folders.ts';
import { splitNul } from './git.ts';
import { tipRef } from './branches.ts';
import { fromWorkdir } from './layout.ts';
import { proofOf, TRAILERS, unitMessage } from './messages.ts';
import { unitHolder } from './prepare.ts';
import { setUp } from './setup.ts';
import { copySpec } from './spec-copy.ts';

/** The integration branch as this run knows it. */
export type Branch = {
  readonly tip: () => string;
  readonly tipTree: () => string;
  /** The commit that carries a unit's attempt, where it is on the branch. */
  readonly find: (proof: string) => string | null;
  /** Moves the branch by compare-and-swap. */
  readonly advance: (next: {
    readonly commit: string;
    readonly tree: string;
    /** What it proves to be integrated; null = nothing. */
    readonly proof: string | null;
  }) => Promise<void>;
};

/** Reads which attempts are on the branch: by their trailers, never from memory. */
const readProofs = async (
  git: Bench['git'],
  cwd: string,
  range: string,
): Promise<Map<string, string>> => {
  const value = (key: string): string =>
    `%(trailers:key=${key},valueonly,separator=%x20)`;
  const { stdout } = await git(
    [
      'log',
      '-z',
      `--format=%H%n${value(TRAILERS.unit)}%n${value(TRAILERS.attempt)}`,
      range,
    ],
    { cwd },
  );
  return new Map(
    splitNul(stdout).map((entry) => {
      const [commit = '', unit = '', attempt = ''] = entry.split('\n');
      return [proofOf(unit, attempt), commit] as const;
    }),
  );
};

type BranchPlace = Pick<Bench, 'git' | 'queue' | 'top' | 'slug' | 'branch'> & {
  readonly base: string;
  readonly start: string;
};

/** Takes up the integration branch where it is. */
export const openBranch = async (place: BranchPlace): Promise<Branch> => {
  const { git, top, branch } = place;
  let tip = place.start;
  let tipTree = (
    await git(['rev-parse', `${tip}^{tree}`], { cwd: top })
  ).stdout.trim();
  const proofs = await readProofs(git, top, `${place.base}..${tip}`);
  return {
    tip: () => tip,
    tipTree: () => tipTree,
    find: (proof) => proofs.get(proof) ?? null,
    advance: async ({ commit, tree, proof }) => {
      const moved = await place.queue(() =>
        git(['update-ref', '--stdin'], {
          cwd: top,
          input: [
            'start',
            `update refs/heads/${branch} ${commit} ${tip}`,
            `update ${tipRef(place.slug)} ${commit}`,
            'prepare',
            'commit',
            '',
          ].join('\n'),
          exitCodes: [0, 128],
        }),
      );
      if (moved.exitCode !== 0)
        throw new UserError(
          `${branch} was moved by somebody else: ${moved.stderr.trim()}`,
          {
            hint: `To go on from what the run made: git branch -f ${branch} ${tip}`,
          },
        );
      tip = commit;
      tipTree = tree;
      if (proof !== null) proofs.set(proof, commit);
    },
  };
};

/** The tree the unit would make of the tip; a conflict where sides disagree. */
const candidateTree = async (
  bench: Bench,
  request: IntegrateRequest,
  tip: string,
): Promise<{
  readonly tree: string;
  readonly conflicts: readonly string[];
}> => {
  const { evidence } = request;
  return evidence.base === tip
    ? { tree: evidence.tree, conflicts: [] }
    : mergeTrees(bench, tip, evidence.commit ?? tip);
};

/**
 * One single-parent commit on the tip, whatever the number of attempts behind
 * it; it becomes the tip when it is accepted, and only if the tip is the same.
 */
export const integrateUnit = async (
  bench: Bench,
  branch: Branch,
  call: {
    readonly request: IntegrateRequest;
    readonly spec: string;
    readonly sign: boolean;
  },
): Promise<Integration> => {
  const { request } = call;
  const { task_id: unit, attempt, title, requirements } = request;
  const proof = proofOf(unit, attempt);
  const found = branch.find(proof);
  if (found !== null) return { type: 'already', commit: found };
  const tip = branch.tip();
  const { tree, conflicts } = await candidateTree(bench, request, tip);
  if (conflicts.length > 0)
    return {
      type: 'conflict',
      files: conflicts.map((path) => fromWorkdir(bench.layout, path)),
    };
  const isEmpty = tree === branch.tipTree();
  const message = unitMessage({
    spec: call.spec,
    unit,
    attempt,
    title,
    requirements,
  });
  const commit = isEmpty
    ? null
    : await commitTree(bench, tree, {
        parents: [tip],
        message,
        sign: call.sign,
      });
  const cwd = await showCandidate(bench, unitHolder(unit), commit ?? tip);
  return {
    type: 'candidate',
    commit,
    tree,
    cwd,
    accept: async () => {
      if (commit !== null) await branch.advance({ commit, tree, proof });
    },
  };
};

/** A folder that shows a commit with the spec beside it, for checks. */
export const showCandidate = async (
  bench: Bench,
  holder: string,
  commit: string,
): Promise<string> => {
  const slot = bench.slots.acquire(holder);
  await show(bench, slot, { commit, clean: 'untracked' });
  const cwd = await ensureWorkdir(bench, slot);
  // Where it fails the checks say so, and the next showing tries again.
  await setUp(bench, slot, 'in_use');
  await copySpec(bench.layout.spec, bench.top, slot.root);
  return cwd;
};
