import { existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { slug } from '../../lib/slug.ts';
import type { Evidence } from '../../model/attempt.ts';
import { commitTree, gitIn, setRef, workRef, type Bench } from './bench.ts';
import { forgetHalfDone, isThere, repairPointer } from './dot-git.ts';
import { workdirIn } from './layout.ts';
import { createWorktree, type Slot } from './slots.ts';
import { adoptIndex, stage } from './stage.ts';
import { fillSubmodules } from './submodules.ts';

/** Ignored folders that survive from unit to unit: expensive to make, no build results. */
const KEPT_FOLDERS = ['node_modules', '.pnpm-store', '.npm', '.yarn/cache'];

/** Where the `.git` of an attempt's nested repositories is moved to. */
export const asideFolder = (bench: Bench, unit: string, name: string): string =>
  join(bench.slots.folder, 'aside', `${slug(unit)}-${name}`);

/**
 * Puts what a worktree holds into a ref if nothing else does: the last step
 * before anything in it is reset.
 */
export const rescue = async (bench: Bench, slot: Slot): Promise<void> => {
  const { is_kept: isKept, unit, base } = slot.record;
  if (isKept || unit === null || base === null) return;
  const staged = await stage(bench, slot, {
    base,
    writes: [],
    aside: asideFolder(bench, unit, 'rescue'),
  });
  if (staged.changes.length > 0) {
    const commit = await commitTree(bench, staged.tree, {
      parents: [base],
      message: `${unit}: work found in its folder\n`,
    });
    const name = `rescue-${staged.tree.slice(0, 12)}`;
    await setRef(bench, workRef(bench, unit, name), commit);
  }
  await bench.slots.save(slot, { is_kept: true });
};

const clean = async (
  bench: Bench,
  slot: Slot,
  what: 'all' | 'untracked',
): Promise<void> => {
  const git = gitIn(bench, slot);
  await git(['clean', '-ffdq'], { index: 'own' });
  if (what === 'untracked') return;
  const kept = KEPT_FOLDERS.flatMap((name) => ['-e', `!${name}`]);
  await git(['clean', '-ffdXq', ...kept], { index: 'own' });
};

/**
 * Makes a worktree show a commit, detached, with nothing else in it. HEAD is
 * moved by checkout, never by reset: an agent may have put a branch there.
 */
export const show = async (
  bench: Bench,
  slot: Slot,
  options: {
    readonly commit: string;
    readonly clean: 'all' | 'untracked';
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> => {
  await rescue(bench, slot);
  const isUsable =
    slot.record.git_dir !== '' &&
    existsSync(slot.record.git_dir) &&
    (await isThere(slot.root));
  if (isUsable) {
    await repairPointer(slot, join(bench.slots.folder, 'aside', slot.name));
    await forgetHalfDone(slot);
    // The agent's index may hide files (assume-unchanged): git shall look.
    await rm(join(slot.record.git_dir, 'index'), { force: true });
    await copyPrivateIndex(slot);
  } else {
    await createWorktree(slot, options.commit, bench);
  }
  const git = gitIn(bench, slot);
  await git(['checkout', '--force', '--quiet', '--detach', options.commit], {
    index: 'own',
    signal: options.signal,
  });
  if (isUsable) await clean(bench, slot, options.clean);
  await fillSubmodules(bench, slot);
  await adoptIndex(slot);
  await bench.slots.save(slot, {
    unit: null,
    base: null,
    shows: 'commit',
    tree: null,
    is_kept: true,
  });
};

const copyPrivateIndex = async (slot: Slot): Promise<void> => {
  if (!existsSync(slot.index)) return;
  await copyFile(slot.index, join(slot.record.git_dir, 'index'));
};

/** Makes a worktree show a unit's work as changes that are not committed. */
export const showWork = async (
  bench: Bench,
  slot: Slot,
  work: { readonly commit: string; readonly base: string },
): Promise<void> => {
  await show(bench, slot, { commit: work.commit, clean: 'all' });
  await gitIn(bench, slot)(['reset', '--quiet', work.base], { index: 'own' });
};

/** What a merge of two commits came to, made without any checkout. */
export type Merge = {
  readonly tree: string;
  /** Files with conflicts; their markers stand in the tree. */
  readonly conflicts: readonly string[];
};

/** Merges without a side ever being picked; the names label conflict markers. */
export const mergeTrees = async (
  bench: Bench,
  ours: string,
  theirs: string,
): Promise<Merge> => {
  const merged = await bench.git(
    [
      'merge-tree',
      '--write-tree',
      '-z',
      '--name-only',
      '--no-messages',
      ours,
      theirs,
    ],
    { cwd: bench.top, exitCodes: [0, 1] },
  );
  const [tree = '', ...files] = merged.stdout.split('\0');
  return { tree, conflicts: files.filter((file) => file !== '') };
};

/** Makes a worktree show a merge as changes of the tip that are not committed. */
export const showMerge = async (
  bench: Bench,
  slot: Slot,
  merge: Merge,
): Promise<void> => {
  await show(bench, slot, { commit: bench.tip(), clean: 'all' });
  const git = gitIn(bench, slot);
  await git(['read-tree', '--reset', '-u', merge.tree], { index: 'own' });
  await git(['reset', '--quiet'], { index: 'own' });
};

/** A unit's work merged with the tip; the names of both label the conflicts. */
export const mergeWithTip = (
  bench: Bench,
  evidence: Evidence,
): Promise<Merge> =>
  mergeTrees(bench, bench.branch, evidence.ref ?? evidence.commit ?? '');

/** The agent's folder, whatever the last attempt made of the way to it. */
export const ensureWorkdir = async (
  bench: Bench,
  slot: Slot,
): Promise<string> => {
  let folder = slot.root;
  for (const part of bench.layout.prefix.split('/').filter(Boolean)) {
    folder = join(folder, part);
    const found = await lstat(folder).catch(() => null);
    if (found !== null && !found.isDirectory()) await rm(folder);
  }
  const cwd = workdirIn(bench.layout, slot.root);
  await mkdir(cwd, { recursive: true });
  return cwd;
};
