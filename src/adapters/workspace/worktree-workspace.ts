import { posix } from 'node:path';
import type { TaskId } from '../../model/ids.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { isAncestor, type Bench } from './bench.ts';
import { captureWork, currentTree, diffOf } from './capture.ts';
import { excludeRunnerFolder } from './exclude.ts';
import { createQueue } from './queue.ts';
import { integrationBranch, tipRef } from './branches.ts';
import { gitFor, type WorktreeInspection } from './inspect.ts';
import { integrateUnit, openBranch, showCandidate } from './integrate.ts';
import { landRun, TIP_HOLDER } from './land.ts';
import { workdirIn } from './layout.ts';
import {
  compareMain,
  snapshotMain,
  type MainSnapshot,
} from './main-checkout.ts';
import type { WorkspaceOptions } from './options.ts';
import { prepareFolder, unitHolder } from './prepare.ts';
import { openSlots } from './slots.ts';
import { commitTickMarks } from './ticks.ts';

type Start = { readonly tip: string; readonly notes: readonly string[] };

/**
 * Makes or takes up the integration branch. A first start over the branch of
 * an earlier run begins at HEAD; what the branch held stays in a ref.
 */
const startBranch = async (
  bench: Omit<Bench, 'tip' | 'slots'>,
  found: WorktreeInspection,
  isResumed: boolean,
): Promise<Start> => {
  const { branchTip, recordedTip, base_commit: base } = found;
  const known = branchTip ?? recordedTip;
  const tip = isResumed && known !== null ? known : base;
  const notes: string[] = [];
  const updates = [`update ${tipRef(bench.slug)} ${tip}`];
  if (branchTip !== tip)
    updates.push(
      `update refs/heads/${bench.branch} ${tip} ${branchTip ?? '0'.repeat(tip.length)}`,
    );
  for (const old of new Set([branchTip, recordedTip])) {
    if (old === null || old === tip) continue;
    if (await isAncestor(bench, old, tip)) continue;
    const ref = `refs/orchestration/${bench.slug}/rescue/${old.slice(0, 12)}`;
    updates.push(`update ${ref} ${old}`);
    notes.push(`An earlier state of ${bench.branch} is kept as ${ref}.`);
  }
  await bench.queue(() =>
    bench.git(['update-ref', '--stdin'], {
      cwd: bench.top,
      input: ['start', ...updates, 'prepare', 'commit', ''].join('\n'),
    }),
  );
  return { tip, notes };
};

/** Opens the run in worktrees: the first thing that writes to the repository. */
export const openWorktrees = async (
  options: WorkspaceOptions,
  found: WorktreeInspection,
): Promise<Workspace> => {
  const place = {
    git: gitFor(options, found.identity),
    queue: createQueue(),
    top: found.top,
    commonDir: found.commonDir,
    layout: found.layout,
    slug: options.slug,
    branch: integrationBranch(options.slug),
  };
  await excludeRunnerFolder(found.excludeFile);
  const start = await startBranch(place, found, options.resumed !== null);
  const branch = await openBranch({
    ...place,
    base: found.base_commit,
    start: start.tip,
  });
  const slots = await openSlots(found.worktrees);
  const bench: Bench = { ...place, slots, tip: branch.tip };
  return {
    isolation: 'worktree',
    target_branch: found.target_branch,
    integration_branch: place.branch,
    base_commit: found.base_commit,
    notes: [...found.notes, ...start.notes],
    root: options.workdir,
    ...unitMethods(bench, options),
    integrate: (request) =>
      integrateUnit(bench, branch, {
        request,
        spec: options.specPath,
        sign: options.sign,
      }),
    tip: async () => ({
      cwd: await showCandidate(bench, TIP_HOLDER, branch.tip()),
      tree: branch.tipTree(),
    }),
    land: ({ check }) =>
      landRun(bench, {
        target: found.target_branch,
        spec: options.specPath,
        sign: options.sign,
        check,
      }),
    commitTicks: (tasksFile) =>
      commitTickMarks(bench, {
        tasksFile,
        target: found.target_branch,
        spec: options.specPath,
        specName: posix.basename(options.specPath),
      }),
  };
};

type UnitMethods = Pick<
  Workspace,
  'prepare' | 'capture' | 'diff' | 'currentTree' | 'folder' | 'release'
>;

const unitMethods = (bench: Bench, options: WorkspaceOptions): UnitMethods => {
  const before = new Map<TaskId, MainSnapshot>();
  return {
    prepare: async (request, { signal }) => {
      const prepared = await prepareFolder(bench, options, { request, signal });
      if (prepared.ok && request.readOnly !== true)
        before.set(request.task_id, await snapshotMain(bench));
      return prepared;
    },
    capture: async (request) => {
      const evidence = await captureWork(bench, request);
      const snapshot = before.get(request.task_id);
      before.delete(request.task_id);
      const notes =
        snapshot === undefined ? [] : await compareMain(bench, snapshot);
      return { ...evidence, notes: [...evidence.notes, ...notes] };
    },
    diff: (evidence) => diffOf(bench, evidence),
    currentTree: (unit) => currentTree(bench, { task_id: unit }),
    folder: (unit) => {
      const slot = bench.slots.find(unitHolder(unit));
      return slot === null || slot.record.shows === 'commit'
        ? null
        : workdirIn(bench.layout, slot.root);
    },
    release: async (unit) => {
      const slot = bench.slots.find(unitHolder(unit));
      if (slot !== null) await bench.slots.save(slot, { holder: null });
    },
  };
};
