import type { Pausing } from '../../loop/run-loop.ts';

/** A pause that a person can begin and end: `p` in the live view. */
export type PauseSwitch = Pausing & {
  readonly toggle: () => void;
  /** Nobody is left who could end it. */
  readonly release: () => void;
};

/** Off at first; it belongs to this sitting, and no journal knows it. */
export function createPauseSwitch(): PauseSwitch {
  let isPaused = false;
  const changes = new EventTarget();
  const set = (next: boolean): void => {
    if (next === isPaused) return;
    isPaused = next;
    changes.dispatchEvent(new Event('change'));
  };
  return {
    isPaused: () => isPaused,
    onChange: (listener, { signal }) => {
      changes.addEventListener('change', listener, { signal });
    },
    toggle: () => {
      set(!isPaused);
    },
    release: () => {
      set(false);
    },
  };
}
