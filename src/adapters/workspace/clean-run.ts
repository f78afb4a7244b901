import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import type { Bench } from './bench.ts';
import { cleanRefs, type CleanedRefs } from './clean-refs.ts';
import { LEDGER, measureFolder } from './disk.ts';
import { OWN_FILES, type Owner } from './owner.ts';
import { removeWorktree } from './remove-worktree.ts';
import { keepWork } from './rescue.ts';
import {
  benchOf,
  readStoredSlots,
  type StoredRun,
  type StoredSlot,
  type StoreOptions,
} from './stored-runs.ts';

/** What became of one worktree; in a dry run, what would. */
export type CleanedWorktree = {
  readonly path: string;
  readonly bytes: number;
  /** The unit whose work it shows. */
  readonly unit: string | null;
  /** Why it stays; null where it goes. */
  readonly kept: string | null;
  /** The ref that was made of work nobody had kept. */
  readonly ref: string | null;
};

/** What became of one run's worktrees and refs. */
export type CleanedRun = {
  readonly folder: string;
  readonly owner: Owner | null;
  readonly worktrees: readonly CleanedWorktree[];
  /** Null where refs were not asked for. */
  readonly refs: CleanedRefs | null;
};

export type CleanOptions = StoreOptions & {
  /** Complete and landed, or without anything a start could go on from. */
  readonly isFinished: boolean;
  readonly withRefs: boolean;
  readonly dryRun: boolean;
};

const UNIT_HOLDER = /^unit /;

/** Why a worktree has to stay, as far as its record tells. */
const reasonToKeep = async (
  bench: Bench,
  { slot, isKnown }: StoredSlot,
  { isFinished }: CleanOptions,
): Promise<string | null> => {
  if (!isKnown) return unknownReason(bench, slot.root);
  const isHeld = UNIT_HOLDER.test(slot.record.holder ?? '');
  return isHeld && !isFinished ? 'its run is not finished' : null;
};

/** A start that died before it wrote anything down left a plain checkout. */
const unknownReason = async (
  bench: Bench,
  root: string,
): Promise<string | null> => {
  const status = await bench.git(['status', '--porcelain', '-z'], {
    cwd: existsSync(root) ? root : bench.top,
    exitCodes: 'any',
  });
  const isPlain =
    !existsSync(root) ||
    (existsSync(join(root, '.git')) &&
      status.exitCode === 0 &&
      status.stdout === '');
  return isPlain ? null : 'nobody wrote down whose work is in it';
};

const cleanOne = async (
  bench: Bench,
  stored: StoredSlot,
  options: CleanOptions,
): Promise<CleanedWorktree> => {
  const { slot } = stored;
  const about = {
    path: slot.root,
    bytes: await measureFolder(slot.root),
    unit: slot.record.unit,
  };
  const kept = await reasonToKeep(bench, stored, options);
  if (kept !== null || options.dryRun) return { ...about, kept, ref: null };
  try {
    const ref = await keepWork(bench, slot);
    await removeWorktree(bench, slot);
    return { ...about, kept: null, ref };
  } catch (error) {
    // One that cannot be looked into, or not removed, does not save the others.
    const isExpected =
      error instanceof UserError ||
      (error instanceof Error && 'syscall' in error);
    if (!isExpected) throw error;
    return { ...about, kept: error.message, ref: null };
  }
};

/** Removes the folder with the last worktree; repositories moved aside stay. */
const removeEmpty = async (folder: string): Promise<void> => {
  const left = await readdir(folder);
  const own = [LEDGER, `${LEDGER}.new`, ...OWN_FILES];
  if (left.some((name) => !own.includes(name))) return;
  for (const name of left) await rm(join(folder, name), { force: true });
  await rmdir(folder);
  await rmdir(dirname(folder)).catch(() => undefined);
};

/** A run whose repository nobody can look into: everything stays. */
const keepAll = async (
  run: StoredRun,
  reason: string,
): Promise<CleanedRun> => ({
  ...run,
  worktrees: await Promise.all(
    (await readStoredSlots(run.folder)).map(async ({ slot }) => ({
      path: slot.root,
      bytes: await measureFolder(slot.root),
      unit: slot.record.unit,
      kept: reason,
      ref: null,
    })),
  ),
  refs: null,
});

/**
 * Removes a run's worktrees: all of a finished one, and of another those that
 * no unit holds. What lies in one is a ref before it goes.
 */
export const cleanRun = async (
  run: StoredRun,
  options: CleanOptions,
): Promise<CleanedRun> => {
  const { owner } = run;
  if (owner === null)
    return keepAll(run, 'nobody wrote down which repository it is of');
  if (!existsSync(owner.common_dir))
    return keepAll(
      run,
      'its repository is gone, so no ref can hold what is in it',
    );
  const hasFolder = existsSync(run.folder);
  const bench = await benchOf(run, owner, options);
  const worktrees: CleanedWorktree[] = [];
  for (const stored of await readStoredSlots(run.folder))
    worktrees.push(await cleanOne(bench, stored, options));
  if (!options.dryRun || !hasFolder) await removeEmpty(run.folder);
  if (!options.withRefs) return { ...run, worktrees, refs: null };
  const refs = options.isFinished
    ? await cleanRefs(bench, {
        target: owner.target_branch,
        dryRun: options.dryRun,
      })
    : { removed: [], kept: [], reason: 'its run is not finished' };
  return { ...run, worktrees, refs };
};
