import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../lib/result.ts';
import { unifiedDiff } from '../../lib/unified-diff.ts';
import type { Evidence } from '../../model/attempt.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { excludeRunnerFolder } from './exclude.ts';
import type { Git } from './git.ts';
import { gitFor, type SharedInspection } from './inspect.ts';
import { createLayout } from './layout.ts';
import { RUNNER_FOLDER, type WorkspaceOptions } from './options.ts';
import { createScanner } from './scan.ts';
import { createSharedStore } from './shared-store.ts';
import {
  begin,
  captureShared,
  changesOf,
  hashText,
  treeOf,
  type Shared,
} from './shared-work.ts';

const diff = async (shared: Shared, evidence: Evidence): Promise<string> => {
  const changes = await shared.store.loadChanges(evidence.tree);
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
    scan: createScanner({
      folder: workdir,
      git: exclude === null ? null : git,
      guarded,
      keep: store.keep,
    }),
  };
};

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
    prepare: async ({ task_id: unit, from, readOnly, writes }) => {
      if (readOnly !== true)
        await begin(shared, unit, {
          isFresh: from === 'fresh',
          writes: writes ?? [],
        });
      return ok({ cwd: workdir, base: null, conflicts: [] });
    },
    capture: (request) => captureShared(shared, request),
    diff: (evidence) => diff(shared, evidence),
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
    tip: async () => ({
      cwd: workdir,
      tree: hashText(JSON.stringify([...(await shared.scan())])),
    }),
    release: async (unit) => void shared.writing.delete(unit),
    land: async () => ({ type: 'landed', commit: null, branch: null }),
    commitTicks: async () => null,
  };
};
