import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { HOME, journalIn, runLockIn } from '../../adapters/store/layout.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import { acquireLock, type RunLock } from '../../adapters/store/lock.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import type { Owner } from '../../adapters/workspace/owner.ts';
import { isOver } from '../../engine/end/is-complete.ts';
import { UserError } from '../../model/user-error.ts';
import { replay } from '../records/known-run.ts';

const folderOf = ({ workdir, slug }: Owner): string =>
  join(workdir, HOME, slug);

/**
 * Whether nothing is left for a start to go on with: the run is complete and
 * landed, or its journal is gone. Of the run's own folder alone, because the
 * spec may be gone too.
 */
export function isFinished(owner: Owner): boolean {
  const journal = journalIn(folderOf(owner));
  if (!existsSync(journal)) return true;
  const state = replay(readJournal(journal).events);
  if (state.run === null) return true;
  return isOver(state);
}

/** Who uses a spec right now, as a sentence; null where nobody does. */
export function findHolder(owner: Owner): string | null {
  const { what, leasePath } = runLockIn(folderOf(owner), owner.spec_path);
  const held = peekLease(leasePath);
  if (held === null || held.holding === 'dead') return null;
  const { pid, host, since } = held.lease;
  return `${what} is in use by process ${pid} on ${host}, since ${since}`;
}

/** Does something while no run of the spec can start; says who runs where one does. */
export async function withoutRun<T>(
  owner: Owner,
  task: () => Promise<T>,
): Promise<T | { readonly refused: string }> {
  // Without its folder nobody can start it, and a lock would make the folder.
  if (!existsSync(owner.workdir)) return task();
  const lock = await takeLock(owner);
  if ('refused' in lock) return lock;
  await using _held = lock;
  return await task();
}

async function takeLock(
  owner: Owner,
): Promise<RunLock | { readonly refused: string }> {
  try {
    return await acquireLock({
      places: [runLockIn(folderOf(owner), owner.spec_path)],
      runId: '',
      clock: systemClock,
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message };
  }
}
