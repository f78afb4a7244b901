import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../../model/attempt.ts';
import type { CaptureRequest } from '../../ports/workspace.ts';
import { commitTree, setRef, workRef, type Bench } from './bench.ts';
import { asideFolder } from './rescue.ts';
import { fromTop, fromWorkdir } from './layout.ts';
import { unitHolder } from './prepare.ts';
import { isLockfile, keyAfterInstall } from './setup.ts';
import type { Slot } from './slots.ts';
import { differences, hashFiles } from './spec-copy.ts';
import { stage, type Staged } from './stage.ts';

/** Edits of the spec, the state or the configuration: said, never taken. */
const guardedNotes = async (
  bench: Bench,
  slot: Slot,
): Promise<readonly string[]> => {
  const now = await hashFiles(slot.root, bench.layout.guarded);
  const edited = differences(slot.guarded, now);
  return edited.length === 0
    ? []
    : [
        `Not the attempt's to change, so not taken: ${edited.map((path) => fromWorkdir(bench.layout, path)).join(', ')}.`,
      ];
};

const MARKER = /^<{7} .*\n[\s\S]*^={7}\n[\s\S]*^>{7} /m;

/** Files that still have both sides of a conflict in them, from the top. */
const findUnresolved = async (slot: Slot): Promise<readonly string[]> => {
  const open = [];
  for (const path of slot.conflicts) {
    const text = await readFile(join(slot.root, path), 'utf8').catch(() => '');
    if (MARKER.test(text)) open.push(path);
  }
  return open;
};

const changedFiles = (bench: Bench, staged: Staged): readonly string[] =>
  staged.changes.map(({ path }) => fromWorkdir(bench.layout, path)).sort();

/** Nothing to look at: the unit never had a folder, or a later start lost it. */
const emptyWork = async (
  bench: Bench,
  request: CaptureRequest,
): Promise<Evidence> => {
  const base = request.base ?? bench.tip();
  const tree = await bench.git(['rev-parse', `${base}^{tree}`], {
    cwd: bench.top,
  });
  return {
    ref: null,
    commit: base,
    base,
    tree: tree.stdout.trim(),
    files_changed: [],
    notes: ['The unit has no work in a folder: there was nothing to keep.'],
  };
};

/**
 * Keeps the whole work since the base as one commit behind a ref. The index
 * is the runner's own: commits, stashes and index tricks of the agent change
 * nothing about what is seen.
 */
export const captureWork = async (
  bench: Bench,
  request: CaptureRequest,
): Promise<Evidence> => {
  const { task_id: unit, role, n } = request;
  const slot = bench.slots.find(unitHolder(unit));
  // A folder that shows a commit holds nobody's work: the attempt never began.
  if (slot === null || slot.record.shows === 'commit')
    return emptyWork(bench, request);
  const base = request.base ?? slot.record.base ?? bench.tip();
  const staged = await stage(bench, slot, {
    base,
    writes: request.writes.map((path) => fromTop(bench.layout, path)),
    aside: asideFolder(bench, unit, `${role}-${n}`),
  });
  const commit = await commitTree(bench, staged.tree, {
    parents: [base],
    message: `${unit}: ${role} ${n}\n`,
  });
  const ref = workRef(bench, unit, `${role}-${n}`);
  await setRef(bench, ref, commit);
  const hasInstalled = staged.changes.some(({ path }) => isLockfile(path));
  await bench.slots.save(slot, {
    tree: staged.tree,
    is_kept: true,
    ...(hasInstalled ? { ready: await keyAfterInstall(bench, slot) } : {}),
  });
  const unresolved = (await findUnresolved(slot)).map((path) =>
    fromWorkdir(bench.layout, path),
  );
  return {
    ref,
    commit,
    base,
    tree: staged.tree,
    files_changed: changedFiles(bench, staged),
    notes: [
      ...staged.notes,
      ...(await guardedNotes(bench, slot)),
      ...(unresolved.length === 0
        ? []
        : [`Conflict markers are still in ${unresolved.join(', ')}.`]),
    ],
    ...(unresolved.length === 0 ? {} : { unresolved }),
  };
};

/** Names what is in the unit's folder now, in the way `capture` does. */
export const currentTree = async (
  bench: Bench,
  request: Pick<CaptureRequest, 'task_id'>,
): Promise<string> => {
  const slot = bench.slots.find(unitHolder(request.task_id));
  const base = slot?.record.base ?? bench.tip();
  if (slot === null) {
    const tree = await bench.git(['rev-parse', `${base}^{tree}`], {
      cwd: bench.top,
    });
    return tree.stdout.trim();
  }
  const staged = await stage(bench, slot, {
    base,
    writes: [],
    aside: asideFolder(bench, request.task_id, 'look'),
  });
  return staged.tree;
};

/** The work as a unified diff, whatever the user's diff settings are. */
export const diffOf = async (
  bench: Bench,
  evidence: Evidence,
): Promise<string> => {
  if (evidence.base === null || evidence.commit === null) return '';
  return diffBetween(bench, [evidence.base, evidence.commit]);
};

/** What lies between two commits as a unified diff. */
export const diffBetween = async (
  bench: Pick<Bench, 'git' | 'top'>,
  commits: readonly [string, string],
  /** From the repository's top; all where none is named. */
  paths: readonly string[] = [],
): Promise<string> => {
  const shown = await bench.git(
    [
      '-c',
      'diff.noprefix=false',
      '-c',
      'diff.mnemonicPrefix=false',
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--find-renames',
      // A commit that a record names is no option, whatever it looks like.
      '--end-of-options',
      ...commits,
      '--',
      ...paths.map((path) => `:(top,literal)${path}`),
    ],
    { cwd: bench.top },
  );
  return shown.stdout;
};
