import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { groupBy } from '../../lib/group-by.ts';
import type { KeptLearnings, LearningsRequest } from '../../ports/workspace.ts';
import { commitTree, type Bench } from './bench.ts';
import { splitNul } from './git.ts';
import type { Branch } from './integrate.ts';
import { fromTop, fromWorkdir, isWithin } from './layout.ts';
import { addLearned } from './learned-section.ts';
import { proofOf, unitMessage } from './messages.ts';

const NAME = 'AGENTS.md';
/** Whose commit it is, where a unit's has its id. */
const OWNER = 'run';

type Entry = { readonly mode: string; readonly object: string };

/** Every file and link at a commit. */
const findFiles = async (
  bench: Bench,
  commit: string,
): Promise<ReadonlyMap<string, Entry>> => {
  const { stdout } = await bench.git(
    ['ls-tree', '-r', '-z', '--full-tree', commit],
    { cwd: bench.top },
  );
  return new Map(
    splitNul(stdout).flatMap((line) => {
      const [facts = '', path = ''] = line.split('\t');
      const [mode = '', , object = ''] = facts.split(' ');
      return [[path, { mode, object }] as const];
    }),
  );
};

/** The folder that all of some paths lie in. */
const commonFolder = (paths: readonly string[]): string => {
  const [first = '', ...rest] = paths.map((path) => posix.dirname(path));
  const parts = first.split('/');
  const shared = parts.findIndex((part, place) =>
    rest.some((folder) => folder.split('/')[place] !== part),
  );
  return parts.slice(0, shared === -1 ? parts.length : shared).join('/') || '.';
};

/** The nearest AGENTS.md above a work, up to the workdir's own, which may be new. */
const placeFor = (
  bench: Bench,
  files: readonly string[],
  tree: ReadonlyMap<string, Entry>,
): string => {
  const own = fromTop(bench.layout, NAME);
  if (files.length === 0) return own;
  const root = posix.dirname(own);
  let folder = commonFolder(files.map((file) => fromTop(bench.layout, file)));
  while (folder !== root && folder !== '.') {
    const path = `${folder}/${NAME}`;
    if (tree.has(path)) return path;
    folder = posix.dirname(folder);
  }
  return own;
};

/** Where a link leads within the tree; null where that is no file of it. */
const follow = (
  path: string,
  tree: ReadonlyMap<string, Entry>,
  target: string,
): string | null => {
  const real = posix.normalize(posix.join(posix.dirname(path), target.trim()));
  return tree.get(real)?.mode.startsWith('100') === true ? real : null;
};

/** Why a file is not the runner's to write; null where it is. */
const objection = async (
  bench: Bench,
  path: string,
  isNew: boolean,
): Promise<string | null> => {
  if (isWithin(path, bench.layout.guarded)) return 'the run guards it';
  const own = await bench.git(
    [
      'status',
      '--porcelain',
      '--ignored',
      '--untracked-files=all',
      '--',
      `:(literal)${path}`,
    ],
    { cwd: bench.top },
  );
  // Landing would meet it, and never writes over what is not its own.
  if (own.stdout !== '') return 'the checkout has changes of its own in it';
  if (!isNew) return null;
  const ignored = await bench.git(['check-ignore', '-q', '--', path], {
    cwd: bench.top,
    exitCodes: [0, 1],
  });
  return ignored.exitCode === 0 ? 'git ignores it' : null;
};

type Change = { readonly path: string; readonly line: string };
type Edit = { readonly change?: Change; readonly note?: string };

/** One AGENTS.md with what is new for it, as a line for git's index. */
const edit = async (
  bench: Bench,
  at: { readonly path: string; readonly tree: ReadonlyMap<string, Entry> },
  texts: readonly string[],
): Promise<Edit> => {
  const blob = async (object: string): Promise<string> =>
    (await bench.git(['cat-file', 'blob', object], { cwd: bench.top })).stdout;
  const found = at.tree.get(at.path);
  const isLink = found?.mode === '120000';
  const path =
    found !== undefined && isLink
      ? follow(at.path, at.tree, await blob(found.object))
      : at.path;
  const left = (why: string): Edit => ({
    note: `${fromWorkdir(bench.layout, at.path)} was left as it is: ${why}.`,
  });
  if (path === null) return left('it leads to no file of the repository');
  const entry = at.tree.get(path);
  const why = await objection(bench, path, entry === undefined);
  if (why !== null) return left(why);
  const text = entry === undefined ? null : await blob(entry.object);
  if (text?.includes('\uFFFD') === true) return left('it is no UTF-8 text');
  const next = addLearned(text, texts);
  if (next === null) return {};
  const made = await bench.git(['hash-object', '-w', '--stdin'], {
    cwd: bench.top,
    input: next,
  });
  const mode = entry?.mode ?? '100644';
  return { change: { path, line: `${mode} ${made.stdout.trim()}\t${path}` } };
};

/** The tip's tree with some files replaced, made beside every checkout. */
const treeWith = async (
  bench: Bench,
  changes: readonly Change[],
): Promise<string> => {
  const index = join(bench.slots.folder, 'learnings.index');
  await rm(index, { force: true });
  const env = { GIT_INDEX_FILE: index };
  const git = (args: readonly string[], input?: string) =>
    bench.git(args, {
      cwd: bench.top,
      env,
      ...(input === undefined ? {} : { input }),
    });
  await git(['read-tree', bench.tip()]);
  const lines = changes.map(({ line }) => `${line}\0`).join('');
  await git(['update-index', '-z', '--index-info'], lines);
  const { stdout } = await git(['write-tree']);
  await rm(index, { force: true });
  return stdout.trim();
};

/**
 * One commit on the integration branch with what agents learned. It carries a
 * trailer of its own: a start after a crash finds it and makes no second one.
 */
export const keepLearnings = async (
  bench: Bench,
  branch: Branch,
  call: {
    readonly request: LearningsRequest;
    readonly spec: string;
    readonly sign: boolean;
  },
): Promise<KeptLearnings> => {
  const { learnings, attempt } = call.request;
  const proof = proofOf(OWNER, attempt);
  const before = branch.find(proof);
  if (before !== null) {
    const files = await filesOf(bench, before);
    return { commit: before, files, notes: [] };
  }
  const tree = await findFiles(bench, branch.tip());
  const byPath = groupBy(learnings, ({ files }) =>
    placeFor(bench, files, tree),
  );
  const edits: Edit[] = [];
  for (const [path, group] of byPath) {
    const texts = group.map(({ text }) => text);
    edits.push(await edit(bench, { path, tree }, texts));
  }
  const notes = edits.flatMap(({ note }) => note ?? []);
  const changes = edits.flatMap(({ change }) => change ?? []);
  if (changes.length === 0) return { commit: null, files: [], notes };
  const next = await treeWith(bench, changes);
  const commit = await commitTree(bench, next, {
    parents: [branch.tip()],
    message: unitMessage({
      spec: call.spec,
      unit: OWNER,
      attempt,
      title: 'Note what was learned',
      requirements: [],
    }),
    sign: call.sign,
  });
  await branch.advance({ commit, tree: next, proof });
  const files = changes.map(({ path }) => fromWorkdir(bench.layout, path));
  return { commit, files, notes };
};

const filesOf = async (bench: Bench, commit: string): Promise<string[]> => {
  const { stdout } = await bench.git(
    ['diff-tree', '--no-commit-id', '--name-only', '-r', '-z', commit],
    { cwd: bench.top },
  );
  return splitNul(stdout).map((path) => fromWorkdir(bench.layout, path));
};
