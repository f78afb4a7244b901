import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { Io } from '../command.ts';

/** Until when somebody looks on. */
export type Watching = {
  /** Aborts at `q`, Ctrl-C, a signal, or when nobody reads any more. */
  readonly signal: AbortSignal;
  /** What it ends with then: to stop looking is no failure. */
  readonly exitCode: () => ExitCode;
  readonly [Symbol.dispose]: () => void;
};

const SIGNALS = {
  SIGINT: EXIT_CODES.complete,
  SIGTERM: EXIT_CODES.terminated,
  SIGHUP: EXIT_CODES.hangup,
} as const;

/** Listens to keys and signals; the terminal is given back as it was. */
export function untilStopped({ stdin, stdout }: Io): Watching {
  const stop = new AbortController();
  let exitCode: ExitCode = EXIT_CODES.complete;
  const handlers = Object.entries(SIGNALS).map(([name, code]) => {
    const handler = (): void => {
      exitCode = code;
      stop.abort();
    };
    process.on(name, handler);
    return [name, handler] as const;
  });
  const leave = (): void => {
    stop.abort();
  };
  const onKeys = (keys: Buffer | string): void => {
    // Ctrl-C is no signal while keys come one by one.
    if (/[q\u0003]/.test(keys.toString())) leave();
  };
  // Whoever reads may leave first: then there is nobody to show it to.
  stdout.on('error', leave);
  if (stdin.isTTY) stdin.setRawMode(true).on('data', onKeys).resume();
  return {
    signal: stop.signal,
    exitCode: () => exitCode,
    [Symbol.dispose]: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
      stdout.off('error', leave);
      if (stdin.isTTY) stdin.setRawMode(false).off('data', onKeys).pause();
    },
  };
}
