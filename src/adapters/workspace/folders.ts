import { existsSync } from 'node:fs';
import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../../model/attempt.ts';
import { gitIn, type Bench } from './bench.ts';
import { assertRoom } from './disk.ts';
import { copyWhole } from './copy-whole.ts';
import { forgetHalfDone, isThere, repairPointer } from './dot-git.ts';
import { clearIgnored } from './ignored.ts';
import { workdirIn } from './layout.ts';
import { createWorktree, type Slot } from './slots.ts';
import { rescue } from './rescue.ts';
import { adoptIndex } from './stage.ts';
import { fillSubmodules } from './submodules.ts';

const clean = async (
  bench: Bench,
  slot: Slot,
  what: 'all' | 'untracked',
): Promise<void> => {
  await gitIn(bench, slot)(['clean', '-ffdq'], { index: 'own' });
  if (what === 'all') slot.left = await clearIgnored(bench, slot);
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
    await assertRoom(bench.slots.folder, bench.outfit.minFreeBytes);
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

/** Bytes of an index without entries: its header and its checksum. */
const SMALLEST_INDEX = 12 + 20;

/** Git makes an index anew where there is none; half of one it refuses. */
const copyPrivateIndex = async (slot: Slot): Promise<void> => {
  const found = await stat(slot.index).catch(() => null);
  if (found === null || found.size < SMALLEST_INDEX) return;
  await copyWhole(slot.index, join(slot.record.git_dir, 'index'));
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

/** A merge with the tip, and which tip that was: others are integrated meanwhile. */
export type TipMerge = Merge & { readonly tip: string };

/** Makes a worktree show a merge as changes of its tip that are not committed. */
export const showMerge = async (
  bench: Bench,
  slot: Slot,
  merge: TipMerge,
): Promise<void> => {
  await show(bench, slot, { commit: merge.tip, clean: 'all' });
  const git = gitIn(bench, slot);
  await git(['read-tree', '--reset', '-u', merge.tree], { index: 'own' });
  await git(['reset', '--quiet'], { index: 'own' });
};

/**
 * A unit's work merged with the tip; the names of both label the conflicts.
 * It takes its turn among the moves of the branch: a merge with one tip that
 * counts as one with the next would take back what lies between them.
 */
export const mergeWithTip = (
  bench: Bench,
  evidence: Evidence,
): Promise<TipMerge> =>
  bench.queue(async () => {
    const theirs = evidence.ref ?? evidence.commit ?? '';
    const tip = bench.tip();
    return { ...(await mergeTrees(bench, bench.branch, theirs)), tip };
  });

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
