import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gitIn, type Bench } from './bench.ts';
import { copyWhole } from './copy-whole.ts';
import { findCredentials } from './credential-content.ts';
import { clearWay, findObstacle } from './guarded.ts';
import { isThere, repairPointer } from './dot-git.ts';
import { ignoredWrites } from './ignored-writes.ts';
import { isWithin } from './layout.ts';
import { findLeftOut, type LeftOut } from './left-out.ts';
import type { Slot } from './slots.ts';
import { treeChanges, type TreeChange } from './tree-changes.ts';
import { restoreSubmodules } from './submodules.ts';
import { findUntracked } from './untracked.ts';

export type StageRequest = {
  readonly base: string;
  /** Manifest paths from the repository's top. */
  readonly writes: readonly string[];
  /** Folder for nested repositories' `.git`. */
  readonly aside: string;
};

/** A worktree's content as git holds it, and what it is in words. */
export type Staged = {
  readonly tree: string;
  readonly changes: readonly TreeChange[];
  readonly notes: readonly string[];
};

/** Starts the private index from the worktree's own, as the checkout left it: nothing is hashed twice. */
export const adoptIndex = async (slot: Slot): Promise<void> => {
  const own = join(slot.record.git_dir, 'index');
  if (existsSync(own)) await copyWhole(own, slot.index);
};

const addAll = async (
  bench: Bench,
  slot: Slot,
  leaveOut: readonly string[],
): Promise<readonly string[]> => {
  const excluded = leaveOut.map((path) => `:(top,exclude,literal)${path}`);
  // A file, not a pipe: a pipe of a runner that is killed ends early, and git
  // would go on without what is to be left out.
  const paths = `${slot.index}.paths`;
  await writeFile(paths, ['.', ...excluded].join('\0'), { mode: 0o600 });
  const added = await gitIn(bench, slot)(
    [
      'add',
      '--all',
      '--ignore-errors',
      `--pathspec-from-file=${paths}`,
      '--pathspec-file-nul',
    ],
    { exitCodes: [0, 1] },
  );
  if (added.exitCode === 0) return [];
  const errors = added.stderr
    .split('\n')
    .filter((line) => line.startsWith('error:'));
  return errors.map((line) => `Not taken: ${line.slice('error: '.length)}`);
};

/** What the last look at a worktree saw, where there is nothing left to look at. */
const lostFolder = async (
  bench: Bench,
  slot: Slot,
  base: string,
): Promise<Staged> => {
  const written = existsSync(slot.index)
    ? await bench.git(['write-tree'], {
        cwd: bench.top,
        env: { GIT_INDEX_FILE: slot.index },
      })
    : await bench.git(['rev-parse', `${base}^{tree}`], { cwd: bench.top });
  const tree = written.stdout.trim();
  return {
    tree,
    changes: await treeChanges(bench.git, bench.top, [base, tree]),
    notes: [
      'The folder of the unit was deleted while the attempt ran: the work is what was kept before.',
    ],
  };
};

/** Puts all of a worktree's work into its private index and writes the tree. */
export const stage = async (
  bench: Bench,
  slot: Slot,
  request: StageRequest,
): Promise<Staged> => {
  const { base, aside } = request;
  if (!(await isThere(slot.root))) return lostFolder(bench, slot, base);
  const git = gitIn(bench, slot);
  if (!existsSync(slot.index)) await git(['read-tree', base]);
  const pointerNotes = await repairPointer(slot, aside);
  const guarded = await clearWay(bench, slot, aside);
  const untracked = await findUntracked(bench, slot, aside);
  const leaveOut = await judgeNew(slot, untracked.paths, request.writes);
  const errors = await addAll(bench, slot, [
    ...guarded.paths,
    ...(await reachable(slot, slot.record.provided)),
    ...leaveOut.map(({ path }) => path),
  ]);
  const { first, seen } = await writeUnguarded(bench, slot, base);
  const settled = await restoreSubmodules(bench, slot, {
    base,
    tree: first,
    changes: seen,
  });
  return {
    tree: settled.tree,
    changes: settled.changes,
    notes: [
      ...pointerNotes,
      ...guarded.notes,
      ...untracked.notes,
      ...leftOutNotes(leaveOut),
      ...errors,
      ...settled.notes,
      ...(await ignoredWrites(bench, slot, {
        writes: request.writes,
        changes: settled.changes,
      })),
    ],
  };
};

/**
 * The tree of what was added. What is never a unit's work is left out when it is
 * added; an index that has it all the same (from a look that broke off) would
 * keep it for ever, so it is put back to the base here.
 */
const writeUnguarded = async (
  bench: Bench,
  slot: Slot,
  base: string,
): Promise<{
  readonly first: string;
  readonly seen: readonly TreeChange[];
}> => {
  const git = gitIn(bench, slot);
  for (let isAgain = false; ; isAgain = true) {
    const first = (await git(['write-tree'])).stdout.trim();
    const seen = await treeChanges(bench.git, bench.top, [base, first]);
    const wrong = seen.filter(({ path }) =>
      isWithin(path, bench.layout.guarded),
    );
    if (wrong.length === 0 || isAgain) return { first, seen };
    const paths = wrong.map(({ path }) => `:(top,literal)${path}`);
    await git(['reset', '--quiet', base, '--', ...paths]);
  }
};

/** Git refuses to name what lies behind a link, even to leave it out. */
const reachable = async (
  slot: Slot,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const path of paths)
    if ((await findObstacle(slot.root, path)) === null) found.push(path);
  return found;
};

/** New files that are not a unit's work, by their names or by what stands in them. */
const judgeNew = async (
  slot: Slot,
  paths: readonly string[],
  writes: readonly string[],
): Promise<readonly LeftOut[]> => {
  const byName = findLeftOut(paths, writes);
  const known = byName.map(({ path }) => path);
  const rest = paths.filter(
    (path) => !writes.includes(path) && !isWithin(path, known),
  );
  return [...byName, ...(await findCredentials(slot.root, rest))];
};

const LISTED = 10;

const leftOutNotes = (files: readonly LeftOut[]): readonly string[] =>
  [...new Set(files.map(({ reason }) => reason))].map((reason) => {
    const paths = files
      .filter((file) => file.reason === reason)
      .map(({ path }) => JSON.stringify(path));
    const more =
      paths.length > LISTED ? ` and ${paths.length - LISTED} more` : '';
    return `Left out (${reason}): ${paths.slice(0, LISTED).join(', ')}${more}.`;
  });
