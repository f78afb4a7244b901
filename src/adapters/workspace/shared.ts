import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '../../lib/result.ts';
import { unifiedDiff } from '../../lib/unified-diff.ts';
import type { Evidence } from '../../model/attempt.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { excludeRunnerFolder } from './exclude.ts';
import type { Git } from './git.ts';
import { gitFor } from './git-for.ts';
import type { SharedInspection } from './inspection.ts';
import { createLayout } from './layout.ts';
import { RUNNER_FOLDER, type WorkspaceOptions } from './options.ts';
import { createQueue } from './queue.ts';
import { createScanner } from './scan.ts';
import { createSharedStore, type SharedChange } from './shared-store.ts';
import {
  begin,
  captureShared,
  changesOf,
  hashText,
  treeOf,
  type Shared,
} from './shared-work.ts';

const diff = async (shared: Shared, { tree }: Evidence): Promise<string> =>
  diffOf(shared, await shared.store.loadChanges(tree));

/** What a later state of a unit's work changed in an earlier one. */
const diffBetween = async (
  shared: Shared,
  from: Evidence,
  to: Evidence,
): Promise<string> => {
  const was = new Map(
    (await shared.store.loadChanges(from.tree)).map((c) => [c.path, c]),
  );
  const is = new Map(
    (await shared.store.loadChanges(to.tree)).map((c) => [c.path, c]),
  );
  const changes = [...new Set([...was.keys(), ...is.keys()])].flatMap(
    (path): SharedChange[] => {
      const old = was.get(path);
      const now = is.get(path);
      const before = old === undefined ? (now?.before ?? null) : old.after;
      const after = now === undefined ? (old?.before ?? null) : now.after;
      return before === after ? [] : [{ path, before, after }];
    },
  );
  return diffOf(shared, changes);
};

const diffOf = async (
  shared: Shared,
  changes: readonly SharedChange[],
): Promise<string> => {
  const parts: string[] = [];
  for (const { path, before, after } of changes) {
    const old = before === null ? null : await shared.store.text(before);
    const now = after === null ? null : await shared.store.text(after);
    const isText =
      (before === null || old !== null) && (after === null || now !== null);
    parts.push(
      isText
        ? unifiedDiff(path, old, now)
        : `Binary or large file ${path} differs\n`,
    );
  }
  return parts.join('');
};

/** Of the files that the work changed: the others are not kept by content. */
const fileText = async (
  { store }: Shared,
  { tree }: Evidence,
  path: string,
): Promise<string | null> => {
  const changes = await store.loadChanges(tree);
  const after = changes.find((change) => change.path === path)?.after ?? null;
  return after === null ? null : store.text(after);
};

const findExclude = async (
  git: Git,
  workdir: string,
): Promise<string | null> => {
  const found = await git(
    ['rev-parse', '--path-format=absolute', '--git-path', 'info/exclude'],
    { cwd: workdir, exitCodes: 'any' },
  );
  return found.exitCode === 0 ? found.stdout.trim() : null;
};

const openFolder = async (
  options: WorkspaceOptions,
  found: SharedInspection,
): Promise<Shared> => {
  const workdir = realpathSync(options.workdir);
  const git = found.hasGit ? gitFor(options, null) : null;
  const exclude = git === null ? null : await findExclude(git, workdir);
  if (exclude !== null) await excludeRunnerFolder(exclude);
  const store = createSharedStore(join(workdir, RUNNER_FOLDER, options.slug));
  const { guarded } = createLayout(options, workdir, '');
  return {
    workdir,
    store,
    writing: new Map(),
    queue: createQueue(),
    scan: createScanner({
      folder: workdir,
      git: exclude === null ? null : git,
      guarded,
      keep: store.keep,
    }),
  };
};

/** Names the content of the whole folder. */
const wholeTree = async ({ scan }: Shared): Promise<string> =>
  hashText(JSON.stringify([...(await scan())]));

/**
 * All units in one folder: nothing is committed, reset or taken back. Work is
 * what a comparison with the start of an attempt shows.
 */
export const openShared = async (
  options: WorkspaceOptions,
  found: SharedInspection,
): Promise<Workspace> => {
  const shared = await openFolder(options, found);
  const { workdir, store } = shared;
  return {
    isolation: 'shared',
    target_branch: null,
    integration_branch: null,
    base_commit: null,
    notes: found.notes,
    root: workdir,
    prepare: async ({ task_id: unit, readOnly, writes }) => {
      if (readOnly !== true) await begin(shared, unit, writes ?? []);
      return ok({ cwd: workdir, base: null, conflicts: [] });
    },
    capture: (request) => captureShared(shared, request),
    diff: (evidence) => diff(shared, evidence),
    diffBetween: (from, to) => diffBetween(shared, from, to),
    fileText: (evidence, path) => fileText(shared, evidence, path),
    wholeDiff: async (works) => {
      const parts: string[] = [];
      for (const work of works) parts.push(await diff(shared, work));
      return parts.join('');
    },
    currentTree: async (unit) => {
      const known = await store.loadUnit(unit);
      const now = await shared.scan();
      return treeOf(known === null ? [] : changesOf(known, now));
    },
    folder: () => workdir,
    integrate: async ({ evidence }) => ({
      type: 'candidate',
      commit: null,
      tree: evidence.tree,
      cwd: workdir,
      accept: async () => undefined,
    }),
    tip: async () => ({ cwd: workdir, tree: await wholeTree(shared) }),
    base: async () =>
      ok({
        cwd: workdir,
        tree: await wholeTree(shared),
        release: async () => undefined,
      }),
    keepLearnings: async () => ({ commit: null, files: [], notes: [] }),
    release: async (unit) => {
      shared.writing.delete(unit);
      await store.forgetUnit(unit);
    },
    revert: async () =>
      err('in a shared folder nothing is committed, so nothing is reverted'),
    land: async () => ({ type: 'landed', commit: null, branch: null }),
    commitTicks: async () => null,
  };
};
