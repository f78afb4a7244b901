import { setTimeout as pause } from 'node:timers/promises';
import { msBetween } from '../../lib/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * Timers do not count the time that a machine sleeps: a long wait is made of
 * short ones, so that it ends on time all the same.
 */
const LONGEST_PAUSE_MS = 30_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  until: async (time, { signal }) => {
    for (;;) {
      const leftMs = msBetween(systemClock.now(), time);
      if (!(leftMs > 0) || signal.aborted) return;
      try {
        await pause(Math.min(leftMs, LONGEST_PAUSE_MS), undefined, { signal });
      } catch {
        // Aborted: the wait is over, and its reason belongs to the caller.
        return;
      }
    }
  },
};
