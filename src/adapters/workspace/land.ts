import { existsSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import type { Landing } from '../../ports/workspace.ts';
import { commitTree, isAncestor, type Bench } from './bench.ts';
import { mergeTrees } from './folders.ts';
import { listCheckouts } from './checkouts.ts';
import { showCandidate } from './integrate.ts';
import { parseStatus } from './status.ts';
import { treeChanges } from './tree-changes.ts';

/** Holder of the worktree that shows the integration branch. */
export const TIP_HOLDER = 'tip';

type LandOptions = {
  readonly target: string | null;
  readonly spec: string;
  readonly sign: boolean;
  readonly check: (cwd: string) => Promise<boolean>;
};

/** A word for a POSIX shell, so that a printed command can be pasted. */
const quote = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const failed = (reason: string, command: string): Landing => ({
  type: 'failed',
  reason,
  command,
});

const LISTED = 10;
const some = (paths: readonly string[]): string =>
  paths.slice(0, LISTED).join(', ') +
  (paths.length > LISTED ? ` and ${paths.length - LISTED} more` : '');

/** What will be landed: the tip, or a merge of it made aside. */
type Landable =
  | { readonly type: 'commit'; readonly commit: string }
  | { readonly type: 'landed' }
  | { readonly type: 'failed'; readonly reason: string };

const findLandable = async (
  bench: Bench,
  current: string,
  options: LandOptions,
): Promise<Landable> => {
  const tip = bench.tip();
  if (await isAncestor(bench, tip, current)) return { type: 'landed' };
  if (await isAncestor(bench, current, tip))
    return { type: 'commit', commit: tip };
  const { tree, conflicts } = await mergeTrees(bench, current, tip);
  if (conflicts.length > 0)
    return {
      type: 'failed',
      reason: `${options.target} has moved and conflicts with the result in ${some(conflicts)}.`,
    };
  const commit = await commitTree(bench, tree, {
    parents: [current, tip],
    message: `Merge branch '${bench.branch}'\n\nOrchestration-Spec: ${options.spec}\n`,
    sign: options.sign,
  });
  const cwd = await showCandidate(bench, TIP_HOLDER, commit);
  return (await options.check(cwd))
    ? { type: 'commit', commit }
    : {
        type: 'failed',
        reason: `${options.target} has moved, and the checks fail on the merge with it.`,
      };
};

/** What is where a new file would be: the path itself, or a file where a folder has to be. */
const findThere = async (
  folder: string,
  path: string,
): Promise<string | null> => {
  const parts = path.split('/');
  for (let i = 1; i <= parts.length; i += 1) {
    const part = parts.slice(0, i).join('/');
    const found = await lstat(join(folder, part)).catch(() => null);
    if (found === null) return null;
    if (i === parts.length || !found.isDirectory()) return part;
  }
  return null;
};

/** Paths of the landing that the checkout has changes of its own on. */
const pathsInTheWay = async (
  bench: Bench,
  folder: string,
  commits: readonly [string, string],
): Promise<readonly string[]> => {
  const changes = await treeChanges(bench.git, bench.top, commits);
  const status = await bench.git(
    ['status', '--porcelain=v2', '-z', '--untracked-files=no'],
    { cwd: folder },
  );
  const dirty = new Set(
    parseStatus(status.stdout).entries.map(({ path }) => path),
  );
  const landed = new Set(changes.map(({ path }) => path));
  const inTheWay = new Set<string>();
  for (const { path, status: kind } of changes) {
    if (dirty.has(path)) inTheWay.add(path);
    if (kind !== 'A') continue;
    // New here, there already: untracked, and lost without a word if ignored.
    const there = await findThere(folder, path);
    if (there !== null && (there === path || !landed.has(there)))
      inTheWay.add(there);
  }
  return [...inTheWay].sort();
};

const fastForward = async (
  bench: Bench,
  folder: string,
  commit: string,
): Promise<string | null> => {
  const merged = await bench.git(
    ['merge', '--ff-only', '--no-verify-signatures', '--quiet', commit],
    { cwd: folder, exitCodes: 'any' },
  );
  return merged.exitCode === 0 ? null : merged.stderr.trim();
};

const landInCheckout = async (
  bench: Bench,
  folder: string,
  move: { readonly from: string; readonly to: string; readonly target: string },
): Promise<Landing> => {
  const command = `git -C ${quote(folder)} merge ${quote(bench.branch)}`;
  const inTheWay = await pathsInTheWay(bench, folder, [move.from, move.to]);
  if (inTheWay.length > 0)
    return failed(
      `${folder} has changes of its own in files that landing would change: ${some(inTheWay)}. Commit, stash or move them first.`,
      command,
    );
  const problem = await fastForward(bench, folder, move.to);
  return problem === null
    ? { type: 'landed', commit: move.to, branch: move.target }
    : failed(`git would not fast-forward in ${folder}: ${problem}`, command);
};

const landRef = async (
  bench: Bench,
  move: { readonly from: string; readonly to: string; readonly target: string },
): Promise<Landing> => {
  const ref = `refs/heads/${move.target}`;
  const updated = await bench.queue(() =>
    bench.git(
      ['update-ref', '-m', 'orchestration-loop: land', ref, move.to, move.from],
      { cwd: bench.top, exitCodes: 'any' },
    ),
  );
  return updated.exitCode === 0
    ? { type: 'landed', commit: move.to, branch: move.target }
    : failed(
        `${move.target} moved while it was landed on.`,
        `git push . ${quote(bench.branch)}:${quote(move.target)}`,
      );
};

const targetCommit = async (
  bench: Bench,
  target: string,
): Promise<string | null> => {
  const found = await bench.git(
    ['rev-parse', '--verify', '--quiet', `refs/heads/${target}`],
    { cwd: bench.top, exitCodes: [0, 1] },
  );
  return found.exitCode === 0 ? found.stdout.trim() : null;
};

/**
 * Brings the complete run to the branch it was started on: by fast-forward in
 * the checkout that holds it, or by moving the ref where none does. Never by
 * anything that could lose what is there.
 */
export const landRun = async (
  bench: Bench,
  options: LandOptions,
): Promise<Landing> => {
  const { target } = options;
  if (target === null)
    return failed(
      'The run was started on a detached HEAD: there is no branch to land on.',
      `git switch -c my-branch ${quote(bench.branch)}`,
    );
  const current = await targetCommit(bench, target);
  if (current === null)
    return failed(
      `The branch ${target} is gone.`,
      `git branch ${quote(target)} ${quote(bench.branch)}`,
    );
  try {
    return await landOn(bench, { ...options, target }, current);
  } catch (error) {
    // A held lock, a full disk: the result is safe on its branch.
    if (!(error instanceof UserError)) throw error;
    return failed(
      error.message,
      `git switch ${quote(target)} && git merge ${quote(bench.branch)}`,
    );
  }
};

const landOn = async (
  bench: Bench,
  options: LandOptions & { readonly target: string },
  current: string,
): Promise<Landing> => {
  const { target } = options;
  const found = await findLandable(bench, current, options);
  if (found.type === 'landed')
    return { type: 'landed', commit: bench.tip(), branch: target };
  const checkouts = await listCheckouts(bench.git, bench.top);
  const holder = checkouts.find(
    ({ branch }) => branch === `refs/heads/${target}`,
  );
  if (found.type === 'failed')
    return failed(
      found.reason,
      holder === undefined
        ? `git switch ${quote(target)} && git merge ${quote(bench.branch)}`
        : `git -C ${quote(holder.folder)} merge ${quote(bench.branch)}`,
    );
  const move = { from: current, to: found.commit, target };
  return holder === undefined || !existsSync(holder.folder)
    ? landRef(bench, move)
    : landInCheckout(bench, holder.folder, move);
};
