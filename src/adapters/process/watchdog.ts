import { createActiveClock } from './active-clock.ts';
import { createLifeSigns } from './life-signs.ts';
import type { Ticking } from './ticking.ts';

/** How long a process may take, and be silent. */
export type Limits = {
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** Instead of `idleMs` while a tool runs: a test suite may say nothing for long. */
  readonly toolIdleMs: number;
};

export type WatchdogCause = 'timeout' | 'idle' | 'lingered';

export type WatchdogOptions = {
  readonly limits: Limits;
  readonly phase: () => 'working' | 'in_tool' | 'done';
  /** CPU time of everything that belongs to the process, in ms. */
  readonly cpuMs: () => Promise<number>;
  /** Whether a file in its folder has changed since then; asked only of one that is idle otherwise. */
  readonly changedSince: (timeMs: number) => Promise<boolean>;
  readonly stop: (cause: WatchdogCause) => void;
  readonly ticking: Ticking;
};

export type Watchdog = {
  /** The process has printed something. */
  touch(): void;
  release(): void;
  /** How long the host has slept, unless all went well for long after that. */
  suspendedMs(): number;
};

const TICK_MS = 1000;
/** Ticks within the shortest limit, so that it is not missed by much. */
const TICKS = 4;
/** What a process may take to leave after its last word. */
const LINGER_MS = 5000;

/**
 * Watches one process: a hard limit, a limit for doing nothing (no output, no
 * CPU, no file changed), and the clock, in which a sleep of the host counts
 * for neither.
 */
export const createWatchdog = (options: WatchdogOptions): Watchdog => {
  const { limits, ticking, phase } = options;
  const shortest = Math.min(limits.timeoutMs, limits.idleMs, limits.toolIdleMs);
  const tickMs = Math.max(5, Math.min(TICK_MS, shortest / TICKS));
  const clock = createActiveClock(ticking, tickMs);
  const life = createLifeSigns({
    limitMs: () => (phase() === 'in_tool' ? limits.toolIdleMs : limits.idleMs),
    silenceMs: tickMs * 2,
    cpuMs: options.cpuMs,
    changedSince: options.changedSince,
    onIdle: () => end('idle'),
    clock,
    ticking,
  });
  let doneAt: number | null = null;
  let isReleased = false;

  const release = (): void => {
    isReleased = true;
    stopTicking();
  };
  const end = (cause: WatchdogCause): void => {
    if (isReleased) return;
    release();
    options.stop(cause);
  };
  const tick = (): void => {
    if (clock.advance() === 'slept') {
      life.forget();
      return;
    }
    const now = clock.activeMs();
    doneAt = phase() === 'done' ? (doneAt ?? now) : null;
    if (doneAt !== null && now - doneAt > LINGER_MS) end('lingered');
    else if (now >= limits.timeoutMs) end('timeout');
    else life.lookIfDue();
  };
  const stopTicking = ticking.every(tickMs, tick);
  return {
    touch: life.touch,
    release,
    suspendedMs: () => clock.suspendedMs(life.lastAt()),
  };
};
