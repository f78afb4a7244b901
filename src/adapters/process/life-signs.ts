import type { ActiveClock } from './active-clock.ts';
import type { Ticking } from './ticking.ts';

export type LifeSignsOptions = {
  /** How long there may be no sign of life, as things are now. */
  readonly limitMs: () => number;
  /** Silence of this length is none yet. */
  readonly silenceMs: number;
  /** CPU time of everything that belongs to the process, in ms. */
  readonly cpuMs: () => Promise<number>;
  /** Whether a file in its folder has changed since then; asked only of one that is idle otherwise. */
  readonly changedSince: (timeMs: number) => Promise<boolean>;
  /** There was no sign of life for as long as there may be. */
  readonly onIdle: () => void;
  readonly clock: ActiveClock;
  readonly ticking: Ticking;
};

/** The signs of life of a process: output, work of the CPU, a changed file. */
export type LifeSigns = {
  /** There is one. */
  readonly touch: () => void;
  /** Looks for one where it is time to. */
  readonly lookIfDue: () => void;
  /** What was seen before a sleep of the host says nothing any more. */
  readonly forget: () => void;
  /** When the last one was, in active time. */
  readonly lastAt: () => number;
};

/** Less work than this share of the time is the ticking of a process that waits. */
const BUSY_SHARE = 0.01;
/** Looks at the CPU within one limit: between two it has to be busy on average. */
const LOOKS = 4;

/**
 * Looks for signs of life of a process that prints nothing: now and then at
 * its CPU, and before it is given up at its files too.
 */
export const createLifeSigns = (options: LifeSignsOptions): LifeSigns => {
  const { clock, ticking, limitMs } = options;
  let last = { at: 0, timeMs: ticking.now() };
  let sample: { readonly at: number; readonly cpuMs: number } | null = null;
  let isLooking = false;

  const touch = (): void => {
    last = { at: clock.activeMs(), timeMs: ticking.now() };
  };
  const isSilentFor = (ms: number): boolean => clock.activeMs() - last.at >= ms;
  /** Null where there is nothing to compare with. */
  const isBusy = async (): Promise<boolean | null> => {
    const cpuMs = await options.cpuMs();
    const before = sample;
    sample = { at: clock.activeMs(), cpuMs };
    if (before === null) return null;
    const busyMs = Math.abs(cpuMs - before.cpuMs);
    return busyMs > (sample.at - before.at) * BUSY_SHARE;
  };
  const look = async (): Promise<void> => {
    const busy = await isBusy();
    if (busy === true) touch();
    if (busy === null || !isSilentFor(limitMs())) return;
    if (await options.changedSince(last.timeMs)) touch();
    if (isSilentFor(limitMs())) options.onIdle();
  };
  return {
    touch,
    lookIfDue: () => {
      const sinceMs = clock.activeMs() - (sample?.at ?? last.at);
      const isDue = sinceMs >= limitMs() / LOOKS || isSilentFor(limitMs());
      if (isLooking || !isDue || !isSilentFor(options.silenceMs)) return;
      isLooking = true;
      void look()
        // What cannot be seen proves nothing; the hard limit stays.
        .catch(() => undefined)
        .finally(() => {
          isLooking = false;
        });
    },
    forget: () => {
      touch();
      sample = null;
    },
    lastAt: () => last.at,
  };
};
