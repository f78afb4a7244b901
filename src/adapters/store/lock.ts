import { randomUUID } from 'node:crypto';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import { claimPlace, type Claim, type LockPlace } from './lock-place.ts';
import { readHostFacts, readStartTime } from './process-facts.ts';

export type LockOptions = {
  /** Taken in this order, which has to be the same for everybody. */
  readonly places: readonly LockPlace[];
  readonly runId: string;
  readonly clock: Pick<Clock, 'now'>;
};

/**
 * The right to write a spec's files. Whoever holds it checks it before each
 * write (`guard`) and stops when `signal` aborts: a lock can be lost.
 */
export class RunLock implements AsyncDisposable {
  readonly #claims: readonly Claim[];
  readonly #lost: AbortController;

  constructor(claims: readonly Claim[], lost: AbortController) {
    this.#claims = claims;
    this.#lost = lost;
  }

  /** Aborts when the lock is lost, with the `UserError` to show as its reason. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Throws where the lock is no longer held. An arrow function: it is passed on. */
  readonly guard = (): void => {
    if (!this.#lost.signal.aborted && !this.#claims.every((c) => c.isOurs()))
      this.#lost.abort(lockLost('somebody replaced or removed it'));
    this.#lost.signal.throwIfAborted();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const claim of this.#claims.toReversed()) await claim.release();
  }
}

/** Takes all places or none; refuses with a `UserError` that names the holder. */
export async function acquireLock(options: LockOptions): Promise<RunLock> {
  const lost = new AbortController();
  const claims: Claim[] = [];
  const claimOptions = {
    lease: newLease(options),
    onLost: (reason: string) => lost.abort(lockLost(reason)),
  };
  try {
    for (const place of options.places)
      claims.push(await claimPlace(place, claimOptions));
  } catch (error) {
    await new RunLock(claims, lost)[Symbol.asyncDispose]();
    throw unwritable(error);
  }
  return new RunLock(claims, lost);
}

const newLease = ({ runId, clock }: LockOptions) => ({
  ...readHostFacts(),
  pid: process.pid,
  pid_started: readStartTime(process.pid),
  run_id: runId,
  since: clock.now(),
  nonce: randomUUID(),
});

const lockLost = (reason: string): UserError =>
  new UserError(`The lock on the run was lost: ${reason}`, {
    hint: 'Nothing more is written. Start again to go on from what is on disk.',
  });

/** What the system refuses is the user's to put right; all else is a bug. */
function unwritable(error: unknown): unknown {
  const isSystemError = error instanceof Error && 'syscall' in error;
  if (!isSystemError) return error;
  return new UserError(`The run's files cannot be written: ${error.message}`, {
    hint: 'Make the folder writable, or name another one with --output DIR.',
    cause: error,
  });
}
