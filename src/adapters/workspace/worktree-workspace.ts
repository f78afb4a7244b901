import { posix } from 'node:path';
import type { TaskId } from '../../model/ids.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { showBase } from './base-folder.ts';
import { isAncestor, type Bench } from './bench.ts';
import { captureWork, currentTree, diffBetween, diffOf } from './capture.ts';
import { excludeRunnerFolder } from './exclude.ts';
import { createQueue, type Queue } from './queue.ts';
import { integrationBranch, tipRef } from './branches.ts';
import { gitFor } from './git-for.ts';
import type { WorktreeInspection } from './inspection.ts';
import { integrateUnit, openBranch, showCandidate } from './integrate.ts';
import { landRun, TIP_HOLDER } from './land.ts';
import { workdirIn } from './layout.ts';
import { keepLearnings } from './learnings.ts';
import { compareMain } from './compare-main.ts';
import { diffOfWorks, fileOf } from './compare-work.ts';
import { openLedger } from './disk.ts';
import { snapshotMain, type MainSnapshot } from './main-checkout.ts';
import type { WorkspaceOptions } from './options.ts';
import { normalizeOutfit } from './outfit.ts';
import { writeOwner, type Owner } from './owner.ts';
import { prepareFolder, unitHolder } from './prepare.ts';
import { revertUnits } from './revert-units.ts';
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

const ownerOf = (
  options: WorkspaceOptions,
  found: WorktreeInspection,
): Owner => ({
  workdir: options.workdir,
  top: found.top,
  common_dir: found.commonDir,
  spec_path: options.specPath,
  slug: options.slug,
  prefix: found.layout.prefix,
  guarded: found.layout.guarded,
  target_branch: found.target_branch,
});

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
    outfit: normalizeOutfit(options),
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
  await writeOwner(found.worktrees, ownerOf(options, found));
  const bench: Bench = { ...place, slots, tip: branch.tip };
  const by = { spec: options.specPath, sign: options.sign };
  return {
    isolation: 'worktree',
    target_branch: found.target_branch,
    integration_branch: place.branch,
    base_commit: found.base_commit,
    notes: [...found.notes, ...start.notes],
    root: options.workdir,
    ...unitMethods(bench),
    integrate: (request) => integrateUnit(bench, branch, { ...by, request }),
    tip: async () => ({
      cwd: await showCandidate(bench, TIP_HOLDER, branch.tip()),
      tree: branch.tipTree(),
    }),
    wholeDiff: () => diffBetween(bench, [found.base_commit, branch.tip()]),
    keepLearnings: (request) =>
      keepLearnings(bench, branch, { ...by, request }),
    base: ({ signal }) => showBase(bench, found.base_commit, signal),
    revert: (units) =>
      revertUnits(bench, branch, { ...by, units, base: found.base_commit }),
    land: ({ check }) =>
      landRun(bench, {
        target: found.target_branch,
        ...by,
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
  | 'prepare'
  | 'capture'
  | 'diff'
  | 'diffBetween'
  | 'fileText'
  | 'currentTree'
  | 'folder'
  | 'release'
>;

const unitMethods = (bench: Bench): UnitMethods => {
  const before = new Map<TaskId, MainSnapshot>();
  const told = new Set<string>();
  const inTurn = createTurns();
  const ledger = openLedger(bench.slots.folder);
  const folderOf = (unit: TaskId): string | null => {
    const slot = bench.slots.find(unitHolder(unit));
    return slot === null || slot.record.shows === 'commit'
      ? null
      : workdirIn(bench.layout, slot.root);
  };
  return {
    prepare: (request, { signal }) =>
      inTurn(request.task_id)(async () => {
        const looking = request.readOnly === true ? null : snapshotMain(bench);
        // It is awaited below; until then a failure of it is nobody's.
        void looking?.catch(() => undefined);
        const prepared = await prepareFolder(bench, { request, signal });
        if (prepared.ok && looking !== null)
          before.set(request.task_id, await looking);
        return prepared;
      }),
    capture: async (request) => {
      const evidence = await inTurn(request.task_id)(() =>
        captureWork(bench, request),
      );
      const snapshot = before.get(request.task_id);
      before.delete(request.task_id);
      if (snapshot === undefined) return evidence;
      const notes = await compareMain(bench, {
        before: snapshot,
        cwd: folderOf(request.task_id) ?? bench.slots.folder,
        filesWritten: request.files_written ?? [],
        told,
      });
      return { ...evidence, notes: [...evidence.notes, ...notes] };
    },
    diff: (evidence) => diffOf(bench, evidence),
    diffBetween: (from, to) => diffOfWorks(bench, from, to),
    fileText: (evidence, path) => fileOf(bench, evidence, path),
    currentTree: (unit) =>
      inTurn(unit)(() => currentTree(bench, { task_id: unit })),
    folder: folderOf,
    release: async (unit) => {
      const slot = bench.slots.find(unitHolder(unit));
      if (slot === null) return;
      await bench.slots.save(slot, { holder: null });
      // After the next unit may have it: a folder with many files takes a while.
      await ledger.note(slot.name, slot.root);
    },
  };
};

/**
 * Two reviewers of a unit share its folder and the runner's index of it: it is
 * made ready, and looked at, for one after the other.
 */
const createTurns = (): ((unit: TaskId) => Queue) => {
  const queues = new Map<TaskId, Queue>();
  return (unit) => {
    const queue = queues.get(unit) ?? createQueue();
    queues.set(unit, queue);
    return queue;
  };
};
