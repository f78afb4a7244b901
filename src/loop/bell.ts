/** Wakes one sleeper: a ring while nobody sleeps is kept for the next. */
export type Bell = {
  readonly ring: () => void;
  readonly rung: () => Promise<void>;
};

/** A bell nobody has rung yet. */
export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    rung: () =>
      new Promise((resolve) => {
        wake = () => {
          isRung = false;
          wake = null;
          resolve();
        };
        if (isRung) wake();
      }),
  };
}
