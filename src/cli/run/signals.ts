import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';

/** How a running loop is asked to end. */
export type StopSignals = {
  /** No new work; what runs may end within the grace. */
  readonly drain: AbortSignal;
  /** What runs has to end now. */
  readonly kill: AbortSignal;
  /** Exit code of the signal that came first; null where none came. */
  readonly exitCode: () => ExitCode | null;
  /** The same as a first, then a second Ctrl-C. */
  readonly interrupt: () => void;
  /** Nothing new starts; what runs may take its time. */
  readonly drainOnly: () => void;
  readonly [Symbol.dispose]: () => void;
};

/** TERM and HUP leave this long: whoever sent them will not wait. */
const SHORT_GRACE_MS = 5_000;

const SIGNALS = {
  SIGINT: EXIT_CODES.interrupted,
  SIGTERM: EXIT_CODES.terminated,
  SIGHUP: EXIT_CODES.hangup,
} as const;

/** The first signal drains, the second kills; each is said. */
export function listenForSignals(options: {
  readonly graceMs: number;
  readonly say: (text: string) => void;
}): StopSignals {
  const drain = new AbortController();
  const kill = new AbortController();
  let exitCode: ExitCode | null = null;
  let timer: NodeJS.Timeout | null = null;

  const stop = (code: ExitCode, graceMs: number): void => {
    if (exitCode !== null) {
      options.say('Ending the agents now.');
      kill.abort();
      return;
    }
    exitCode = code;
    const seconds = Math.round(graceMs / 1000);
    options.say(
      `Stopping: nothing new starts, agents get ${seconds} s to end. Once more ends them now.`,
    );
    drain.abort();
    timer = setTimeout(() => {
      kill.abort();
    }, graceMs);
  };

  const handlers = Object.entries(SIGNALS).map(([name, code]) => {
    const graceMs =
      name === 'SIGINT'
        ? options.graceMs
        : Math.min(options.graceMs, SHORT_GRACE_MS);
    const handler = (): void => {
      stop(code, graceMs);
    };
    process.on(name, handler);
    return [name, handler] as const;
  });

  return {
    drain: drain.signal,
    kill: kill.signal,
    exitCode: () => exitCode,
    interrupt: () => {
      stop(EXIT_CODES.interrupted, options.graceMs);
    },
    drainOnly: () => {
      drain.abort();
    },
    [Symbol.dispose]: () => {
      if (timer !== null) clearTimeout(timer);
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
