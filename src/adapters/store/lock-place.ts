import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { UserError } from '../../model/user-error.ts';
import {
  hasCode,
  makePrivateFolder,
  readIfThere,
  writeWholeSync,
} from './file-system.ts';
import { judgeLease, readLease, type Lease } from './lease.ts';

/** Where a lock lies: a folder that is the lock, and a file that says whose it is. */
export type LockPlace = {
  readonly lockPath: string;
  readonly leasePath: string;
  /** What is locked, for the message of a refusal. */
  readonly what: string;
};

export type ClaimOptions = {
  readonly lease: Lease;
  /** Called once at most, from a timer: it must not throw. */
  readonly onLost: (reason: string) => void;
};

/** One place, held. */
export type Claim = {
  /** Whether the lock is there, and the lease on disk the one that was written. */
  readonly isOurs: () => boolean;
  readonly release: () => Promise<void>;
};

/**
 * The lock counts as alive while its time stamp is younger than `stale`; it is
 * renewed three times as often, so that one slow write does not lose it. Only a
 * lock without a lease is ever judged by its age.
 */
const LOCK = { stale: 15_000, update: 5000, realpath: false } as const;

/** Held for a few file operations; a killed holder costs the next one 2 s. */
const GATE = { stale: 2000, realpath: false } as const;
const GATE_PAUSE_MS = 50;
const GATE_TRIES = 120;

/**
 * Takes a place, or says who has it. All who want it pass through a second,
 * short lock, so that what the lease says stays true until it is replaced. A
 * dead holder is replaced at once, never by waiting for its lock to grow old.
 */
export async function claimPlace(
  place: LockPlace,
  options: ClaimOptions,
): Promise<Claim> {
  const leaveGate = await enterGate(`${place.lockPath}.gate`);
  try {
    return await replaceHolder(place, options);
  } finally {
    await leaveGate();
  }
}

async function enterGate(path: string): Promise<() => Promise<void>> {
  for (let tries = 1; ; tries += 1) {
    makePrivateFolder(dirname(path));
    try {
      const release = await lock(path, {
        ...GATE,
        lockfilePath: path,
        // Too slow for its own lock: the lease, checked before each write, decides.
        onCompromised: () => undefined,
      });
      // Releasing a lock that was taken for dead fails, and changes nothing.
      return () => release().catch(() => undefined);
    } catch (error) {
      // ENOENT: the one before left, and took the empty folder along.
      if (tries === GATE_TRIES || !hasCode(error, 'ELOCKED', 'ENOENT'))
        throw error;
      await pause(GATE_PAUSE_MS);
    }
  }
}

async function replaceHolder(
  place: LockPlace,
  { lease, onLost }: ClaimOptions,
): Promise<Claim> {
  const holder = readLease(place.leasePath);
  if (holder !== null) {
    const holding = judgeLease(holder, lease);
    if (holding !== 'dead') throw refusal(place, holder);
    removeFolder(place.lockPath);
  }
  const text = `${JSON.stringify(lease, null, 2)}\n`;
  // The lease goes first: a kill in between leaves a dead holder, not a riddle.
  writeWholeSync(place.leasePath, text);
  const isLeaseOurs = (): boolean =>
    readIfThere(place.leasePath)?.toString() === text;
  try {
    const release = await lock(place.lockPath, {
      ...LOCK,
      lockfilePath: place.lockPath,
      onCompromised: (error) => onLost(error.message),
    });
    return {
      isOurs: () => existsSync(place.lockPath) && isLeaseOurs(),
      release: async () => {
        // After the lock was lost, releasing it fails, and that is known.
        if (isLeaseOurs()) await release().catch(() => undefined);
        if (isLeaseOurs()) rmSync(place.leasePath, { force: true });
        removeFolder(dirname(place.lockPath));
      },
    };
  } catch (error) {
    rmSync(place.leasePath, { force: true });
    if (hasCode(error, 'ELOCKED')) throw refusal(place, null);
    throw error;
  }
}

/** Removes an empty folder; one that is gone or in use stays as it is. */
function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

function refusal(place: LockPlace, holder: Lease | null): UserError {
  if (holder === null)
    return new UserError(
      `${place.what} is in use, and the note of who uses it is gone: ${place.leasePath}`,
      { hint: 'If nothing runs any more, try again in 20 seconds.' },
    );
  const who = `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new UserError(`${place.what} is in use by ${who}`, {
    hint: `Look at it with orchestration-loop status, end it with orchestration-loop stop, or wait for it. If that process surely no longer exists, remove ${place.leasePath} and start again.`,
  });
}
