import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Scan } from '../../adapters/process/scan-processes.ts';
import type { ProcessEntry } from '../../adapters/process/process-table.ts';
import {
  knownSpecs,
  type KnownSpec,
} from '../../adapters/store/known-specs.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import type { LockPlace } from '../../adapters/store/lock-place.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { listCheckouts } from '../../adapters/workspace/checkouts.ts';
import { isWithin } from '../../adapters/workspace/layout.ts';
import { isOver } from '../../engine/end/is-complete.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import type {
  DoctorLock,
  DoctorNote,
  DoctorRepository,
  DoctorRun,
} from '../../report/doctor/doctor-data.ts';
import { replay } from '../records/known-run.ts';
import type { LookContext, Looked } from './look.ts';
import { gitOf } from './look-at-git.ts';
import { worktreesRoot } from './look-at-disk.ts';
import { runNotes } from './run-notes.ts';

type Where = {
  readonly repository: DoctorRepository | null;
  readonly worktreesDir: string | null;
  readonly scan: Scan;
};

/** Who holds what, and what earlier runs left: locks, worktrees, processes. */
export async function lookAtRuns(
  context: LookContext,
  where: Where,
): Promise<Looked<readonly DoctorRun[]>> {
  const specs = knownSpecs(context.workdir);
  if (specs.length === 0) return { found: [], problems: [], warnings: [] };
  const [worktrees, processes] = await Promise.all([
    countWorktrees(context, where),
    where.scan(),
  ]);
  const looked = specs.map((spec) => lookAtRun(spec, { worktrees, processes }));
  return {
    found: looked.map(({ run }) => run),
    problems: looked.flatMap(({ problems }) => problems),
    warnings: looked.flatMap(({ run }) => runNotes(run)),
  };
}

type Leftovers = {
  /** By slug. */
  readonly worktrees: ReadonlyMap<string, number>;
  readonly processes: readonly ProcessEntry[];
};

function lookAtRun(
  spec: KnownSpec,
  { worktrees, processes }: Leftovers,
): { readonly run: DoctorRun; readonly problems: readonly DoctorNote[] } {
  const state = stateOf(spec);
  const own = lookAtLock(spec.lock);
  const runId = own?.run_id ?? runIdOf(state);
  // Specs side by side share the lock on the folder of their state.
  const shared = spec.stateLock === null ? null : lookAtLock(spec.stateLock);
  const locks = [own, shared?.run_id === runId ? shared : null].flatMap(
    (held) => (held === null ? [] : [held.lock]),
  );
  const isLive = own?.lock.holder === 'live';
  const run: DoctorRun = {
    slug: spec.slug,
    spec_path: spec.specPath,
    status: isLive ? 'running' : statusOf(state),
    locks,
    worktrees: worktrees.get(spec.slug) ?? 0,
    left_processes: isLive ? 0 : countLeft(runIdOf(state), processes),
  };
  return {
    run,
    problems: state instanceof UserError ? [unreadable(state)] : [],
  };
}

/** A journal that cannot be read is told, and hides nothing else. */
function stateOf({ journal }: KnownSpec): State | UserError {
  try {
    return replay(readJournal(journal).events);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const unreadable = (error: UserError): DoctorNote => ({
  area: 'runs',
  what: error.message.replace(/\.$/, ''),
  why: 'the run cannot go on without it',
  todo: error.hint ?? 'Put it back from a copy, or move it away.',
});

function statusOf(state: State | UserError): DoctorRun['status'] {
  if (state instanceof UserError) return 'unreadable';
  if (state.run === null) return 'not_started';
  return isOver(state) ? 'complete' : 'unfinished';
}

const runIdOf = (state: State | UserError): string | null =>
  state instanceof UserError ? null : (state.run?.run_id ?? null);

/** Every process of a run carries its id at the head of its mark. */
const countLeft = (
  runId: string | null,
  processes: readonly ProcessEntry[],
): number =>
  runId === null
    ? 0
    : processes.filter(
        ({ pid, mark }) =>
          pid !== process.pid && mark?.startsWith(`${runId}:`) === true,
      ).length;

type Held = { readonly lock: DoctorLock; readonly run_id: string | null };

function lookAtLock({ what, leasePath, lockPath }: LockPlace): Held | null {
  const peeked = peekLease(leasePath);
  if (peeked === null) {
    const nobody = { pid: null, host: null, since: null };
    return existsSync(lockPath)
      ? {
          lock: { what, holder: 'unknown', ...nobody, path: lockPath },
          run_id: null,
        }
      : null;
  }
  const { pid, host, since, run_id } = peeked.lease;
  const holder = peeked.holding;
  return { lock: { what, holder, pid, host, since, path: leasePath }, run_id };
}

async function countWorktrees(
  context: LookContext,
  { repository, worktreesDir }: Where,
): Promise<ReadonlyMap<string, number>> {
  if (repository === null) return new Map();
  const root = worktreesRoot(context, worktreesDir);
  const all = await listCheckouts(gitOf(context), repository.top);
  const counts = new Map<string, number>();
  for (const { folder } of all) {
    if (!isWithin(folder, [root])) continue;
    // Each lies in the folder of its spec.
    const slug = basename(dirname(folder));
    counts.set(slug, (counts.get(slug) ?? 0) + 1);
  }
  return counts;
}
