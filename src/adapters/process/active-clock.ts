import type { Ticking } from './ticking.ts';

/** A tick that comes this much too late means that the host was suspended. */
const SUSPEND_MS = 30_000;
/** An end this long after a sleep, with signs of life since, has another reason. */
const AWAKE_MS = 15 * 60_000;

/** Time as the process has it: without what the host has slept. */
export type ActiveClock = {
  readonly activeMs: () => number;
  /** Takes in the time since the last tick. */
  readonly advance: () => 'went_on' | 'slept';
  /** What the host has slept, unless there was life for long after that. */
  readonly suspendedMs: (lastSignAt: number) => number;
};

/** A clock that is told of every tick, `tickMs` apart. */
export const createActiveClock = (
  ticking: Ticking,
  tickMs: number,
): ActiveClock => {
  let lastTick = ticking.now();
  let activeMs = 0;
  let suspendedMs = 0;
  let wokeAt = 0;
  return {
    activeMs: () => activeMs,
    advance: () => {
      const time = ticking.now();
      const gap = time - lastTick;
      lastTick = time;
      if (gap > tickMs + SUSPEND_MS) {
        suspendedMs += gap;
        wokeAt = activeMs;
        return 'slept';
      }
      // A clock that was set back still leaves a tick behind it.
      activeMs += gap > 0 ? gap : tickMs;
      return 'went_on';
    },
    suspendedMs: (lastSignAt) =>
      lastSignAt > wokeAt && activeMs - wokeAt > AWAKE_MS ? 0 : suspendedMs,
  };
};
