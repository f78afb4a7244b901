import { systemClock } from '../../adapters/clock/system-clock.ts';
import { dropRequest } from '../../adapters/store/inbox.ts';
import { createFolders } from '../../adapters/store/layout.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { openJournal } from '../../adapters/store/journal.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import { acquireLock } from '../../adapters/store/lock.ts';
import type { EventBody } from '../../model/event.ts';
import type { Result } from '../../lib/result.ts';
import type { State } from '../../model/state.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';
import { replay } from './known-run.ts';

/** Whether a living process holds the spec. */
export const isHeld = ({ locks }: Layout): boolean =>
  locks.some(({ leasePath }) => {
    const holder = peekLease(leasePath);
    return holder !== null && holder.holding !== 'dead';
  });

/**
 * Brings a request to a run: to the process that holds it, or, where none
 * does, straight into its journal.
 */
export async function askRun(
  layout: Layout,
  request: InboxRequest,
  toEvent: (state: State) => Result<EventBody, string>,
): Promise<InboxAnswer> {
  if (isHeld(layout)) {
    return dropRequest(layout.inbox, request, {
      clock: systemClock,
      signal: new AbortController().signal,
    });
  }
  await using lock = await acquireLock({
    places: layout.locks,
    runId: '',
    clock: systemClock,
  });
  createFolders(layout);
  const { guard } = lock;
  const opened = openJournal({
    path: layout.journal,
    clock: systemClock,
    guard,
  });
  using journal = opened.journal;
  const answered = toEvent(replay(opened.events));
  if (!answered.ok) return { status: 'refused', reason: answered.error };
  journal.append([answered.value]);
  return { status: 'accepted' };
}
