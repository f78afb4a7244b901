import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import { createSteadyClock } from './steady-clock.ts';

/** The machine's own clock, from the start of the program on never going back. */
export const systemClock: Clock = createSteadyClock({
  wall: () => Date.now(),
  steady: () => performance.now(),
  pause: async (ms, signal) => {
    try {
      await pause(ms, undefined, { signal });
    } catch {
      // Aborted: the wait is over, and its reason belongs to the caller.
    }
  },
});
