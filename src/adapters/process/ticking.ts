/** The passing of time, as a watch over a process sees it. */
export type Ticking = {
  /** Wall clock in ms: unlike a timer it also moves while the host sleeps. */
  readonly now: () => number;
  /** Calls again and again; what it returns ends that. */
  readonly every: (ms: number, tick: () => void) => () => void;
};

/** Time as this system has it. */
export const SYSTEM_TICKING: Ticking = {
  now: Date.now,
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};
