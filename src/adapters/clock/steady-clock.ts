import { msBetween } from '../../lib/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';

/** Where a clock takes its time from, in ms. */
export type TimeSources = {
  /** The time of day; people and time servers set it, also back. */
  readonly wall: () => number;
  /** Only ever goes on, and stands still while the machine sleeps. */
  readonly steady: () => number;
  /** Resolves after so long, or earlier when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Timers do not count the time that a machine sleeps: a long wait is made of
 * short ones, so that it ends on time all the same.
 */
const LONGEST_PAUSE_MS = 30_000;

/**
 * The time of day, but for one thing: it never goes back. A pause of a second
 * would last a day where the clock is set back a day meanwhile; here the time
 * goes on from where it was, until the time of day has come up with it.
 */
export function createSteadyClock(sources: TimeSources): Clock {
  const nowMs = neverBack(sources);
  const now = (): string => new Date(nowMs()).toISOString();
  return {
    now,
    until: async (time, { signal }) => {
      for (;;) {
        const leftMs = msBetween(now(), time);
        if (!(leftMs > 0) || signal.aborted) return;
        await sources.pause(Math.min(leftMs, LONGEST_PAUSE_MS), signal);
      }
    },
  };
}

function neverBack({ wall, steady }: TimeSources): () => number {
  let last = { time: wall(), steady: steady() };
  return () => {
    const atLeast = last.time + Math.max(0, steady() - last.steady);
    const read = wall();
    const isBack = read < last.time;
    last = { time: isBack ? atLeast : read, steady: steady() };
    return last.time;
  };
}
