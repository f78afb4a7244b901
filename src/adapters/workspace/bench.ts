import { slug } from '../../lib/slug.ts';
import type { Git } from './git.ts';
import type { Layout } from './layout.ts';
import type { Outfit } from './options.ts';
import type { Queue } from './queue.ts';
import { inSlot, type Slot, type SlotGit, type Slots } from './slots.ts';

/** What every step of a run in worktrees works with. */
export type Bench = {
  readonly git: Git;
  readonly queue: Queue;
  /** The checkout the run was started in. */
  readonly top: string;
  readonly commonDir: string;
  readonly layout: Layout;
  readonly outfit: Outfit;
  readonly slots: Slots;
  readonly slug: string;
  /** `orchestration/<slug>`. */
  readonly branch: string;
  /** Top of the integration branch; only the integration moves it. */
  readonly tip: () => string;
};

/** Git in one of the run's worktrees. */
export const gitIn = (bench: Bench, slot: Slot): SlotGit =>
  inSlot(bench.git, slot, bench.commonDir);

/** Where a unit's work is kept: `refs/orchestration/<slug>/<unit>/<name>`. */
export const workRef = (bench: Bench, unit: string, name: string): string =>
  `refs/orchestration/${bench.slug}/${slug(unit)}/${name}`;

/** Sets a ref, one at a time over all units. */
export const setRef = (
  bench: Bench,
  ref: string,
  commit: string,
): Promise<unknown> =>
  bench.queue(() => bench.git(['update-ref', ref, commit], { cwd: bench.top }));

/** A commit of a tree, made without any checkout. */
export const commitTree = async (
  bench: Bench,
  tree: string,
  options: {
    readonly parents: readonly string[];
    readonly message: string;
    readonly sign?: boolean;
  },
): Promise<string> => {
  const parents = options.parents.flatMap((parent) => ['-p', parent]);
  const sign = options.sign === true ? ['-S'] : [];
  const made = await bench.git(
    ['commit-tree', tree, ...parents, ...sign, '-F', '-'],
    { cwd: bench.top, input: options.message },
  );
  return made.stdout.trim();
};

/** Whether all of one commit is in another's history. */
export const isAncestor = async (
  bench: Pick<Bench, 'git' | 'top'>,
  older: string,
  newer: string,
): Promise<boolean> => {
  const answer = await bench.git(
    ['merge-base', '--is-ancestor', older, newer],
    { cwd: bench.top, exitCodes: 'any' },
  );
  return answer.exitCode === 0;
};
