import { join } from 'node:path';
import { slug } from '../../lib/slug.ts';
import { commitTree, setRef, workRef, type Bench } from './bench.ts';
import { isThere } from './dot-git.ts';
import type { Slot } from './slots.ts';
import { stage, type Staged } from './stage.ts';

/** Where the `.git` of an attempt's nested repositories is moved to. */
export const asideFolder = (bench: Bench, unit: string, name: string): string =>
  join(bench.slots.folder, 'aside', `${slug(unit)}-${name}`);

type Work = { readonly unit: string; readonly base: string };

const stageWork = (
  bench: Bench,
  slot: Slot,
  { unit, base }: Work,
): Promise<Staged> =>
  stage(bench, slot, {
    base,
    writes: [],
    aside: asideFolder(bench, unit, 'rescue'),
  });

const keepStaged = async (
  bench: Bench,
  { unit, base }: Work,
  { tree }: Staged,
): Promise<string> => {
  const commit = await commitTree(bench, tree, {
    parents: [base],
    message: `${unit}: work found in its folder\n`,
  });
  const ref = workRef(bench, unit, `rescue-${tree.slice(0, 12)}`);
  await setRef(bench, ref, commit);
  return ref;
};

/**
 * Puts what a worktree holds into a ref if nothing else does: the last step
 * before anything in it is reset.
 */
export const rescue = async (bench: Bench, slot: Slot): Promise<void> => {
  const { is_kept: isKept, unit, base } = slot.record;
  if (isKept || unit === null || base === null) return;
  const staged = await stageWork(bench, slot, { unit, base });
  if (staged.changes.length > 0)
    await keepStaged(bench, { unit, base }, staged);
  await bench.slots.save(slot, { is_kept: true });
};

const keptTrees = async (bench: Bench): Promise<ReadonlySet<string>> => {
  const { stdout } = await bench.git(
    ['for-each-ref', '--format=%(tree)', `refs/orchestration/${bench.slug}/`],
    { cwd: bench.top },
  );
  return new Set(stdout.split('\n'));
};

/**
 * The last step before a worktree is removed: whatever the record says, what
 * lies in it is looked at, and is a ref afterwards. The ref that was made for
 * it, null where there was one or nothing to keep.
 */
export const keepWork = async (
  bench: Bench,
  slot: Slot,
): Promise<string | null> => {
  const { unit, base, shows } = slot.record;
  if (shows === 'commit' || unit === null || base === null) return null;
  if (!(await isThere(slot.root))) return null;
  const staged = await stageWork(bench, slot, { unit, base });
  if (staged.changes.length === 0) return null;
  if ((await keptTrees(bench)).has(staged.tree)) return null;
  return keepStaged(bench, { unit, base }, staged);
};
