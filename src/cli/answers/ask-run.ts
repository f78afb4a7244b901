import { systemClock } from '../../adapters/clock/system-clock.ts';
import { dropRequest } from '../../adapters/store/inbox.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import type { Result } from '../../lib/result.ts';
import type { Ledger } from '../../loop/ledger.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';
import { holdRecords } from '../records/hold-records.ts';

/** Whether a living process holds the spec. */
export const isHeld = ({ locks }: Layout): boolean =>
  locks.some(({ leasePath }) => {
    const holder = peekLease(leasePath);
    return holder !== null && holder.holding !== 'dead';
  });

/**
 * Brings a request to a run: to the process that holds it, or, where none
 * does, straight into its records.
 */
export async function askRun(
  run: Parameters<typeof holdRecords>[0],
  request: InboxRequest,
  act: (ledger: Ledger) => Promise<Result<unknown, string>>,
): Promise<InboxAnswer> {
  const { layout } = run.place;
  if (isHeld(layout)) {
    const answer = await dropRequest(layout.inbox, request, {
      clock: systemClock,
      signal: new AbortController().signal,
      isWorthWaiting: () => isHeld(layout),
    });
    if (answer.status !== 'unheard') return answer;
  }
  const done = await holdRecords(run, act);
  return done.ok
    ? { status: 'accepted' }
    : { status: 'refused', reason: done.error };
}
