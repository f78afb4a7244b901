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
  readonly stop: (cause: WatchdogCause) => void;
  /** Wall clock in ms: unlike a timer it also moves while the host sleeps. */
  readonly now: () => number;
};

export type Watchdog = {
  /** The process has printed something. */
  touch(): unknown;
  release(): void;
  /** How long the host has slept. */
  suspendedMs(): number;
};

const TICK_MS = 1000;
/** A tick that comes this much too late means that the host was suspended. */
const SUSPEND_MS = 30_000;
/** What a process may take to leave after its last word. */
const LINGER_MS = 5000;
/** Less work than this share of the time is the ticking of a process that waits. */
const BUSY_SHARE = 0.01;

/**
 * Watches one process: a hard limit, a limit for doing nothing (no output and
 * no CPU), and the clock, in which a sleep of the host counts for neither.
 */
export const createWatchdog = (options: WatchdogOptions): Watchdog => {
  const { limits, now } = options;
  const shortest = Math.min(limits.timeoutMs, limits.idleMs, limits.toolIdleMs);
  const tickMs = Math.max(5, Math.min(TICK_MS, shortest / 4));
  let lastTick = now();
  let activeMs = 0;
  let suspendedMs = 0;
  let lastSignOfLife = 0;
  let doneAt: number | null = null;
  let sample: { readonly at: number; readonly cpuMs: number } | null = null;
  let isSampling = false;

  const advance = (): void => {
    const time = now();
    const gap = time - lastTick;
    lastTick = time;
    if (gap > tickMs + SUSPEND_MS) {
      suspendedMs += gap;
      lastSignOfLife = activeMs;
      sample = null;
      return;
    }
    // A clock that was set back still leaves a tick behind it.
    activeMs += gap > 0 ? gap : tickMs;
  };
  const takeSample = async (): Promise<void> => {
    isSampling = true;
    const cpuMs = await options.cpuMs();
    isSampling = false;
    const before = sample;
    sample = { at: activeMs, cpuMs };
    if (before === null) return;
    const busyMs = Math.abs(cpuMs - before.cpuMs);
    if (busyMs > (activeMs - before.at) * BUSY_SHARE) lastSignOfLife = activeMs;
  };
  /** What has run out, if anything. */
  const verdict = (): WatchdogCause | null => {
    const phase = options.phase();
    doneAt = phase === 'done' ? (doneAt ?? activeMs) : null;
    if (doneAt !== null && activeMs - doneAt > LINGER_MS) return 'lingered';
    if (activeMs >= limits.timeoutMs) return 'timeout';
    const idleLimit = phase === 'in_tool' ? limits.toolIdleMs : limits.idleMs;
    const silentMs = activeMs - lastSignOfLife;
    if (silentMs >= idleLimit && sample !== null && sample.at > lastSignOfLife)
      return 'idle';
    const since = activeMs - (sample?.at ?? lastSignOfLife);
    if (silentMs > tickMs && since >= idleLimit / 4 && !isSampling)
      void takeSample();
    return null;
  };
  const check = (): void => {
    advance();
    const cause = verdict();
    if (cause !== null) options.stop(cause);
  };
  const timer = setInterval(check, tickMs);
  return {
    touch: () => (lastSignOfLife = activeMs),
    release: () => clearInterval(timer),
    suspendedMs: () => suspendedMs,
  };
};
