import { closeSync, openSync } from 'node:fs';
import type {
  Cleanup,
  EndCause,
  ProcessIdentity,
} from '../../ports/agent-processes.ts';
import { findBelonging, type Belonging } from './belonging.ts';
import { hasChangedSince } from './changed-since.ts';
import { endProcesses } from './end-processes.ts';
import { pumpStream, type Consume, type Pump } from './pump-stream.ts';
import type { ProcessTable } from './scan-processes.ts';
import { startProcess, type Exit, type StartOptions } from './start-process.ts';
import type { Ticking } from './ticking.ts';
import type { InTurn } from './turns.ts';
import { createWatchdog, type Limits, type Watchdog } from './watchdog.ts';

/** A process that is watched from its start to the end of all it has started. */
export type SuperviseOptions = {
  readonly start: Omit<StartOptions, 'stdin'>;
  /** Becomes stdin, to its end; null gives nothing. */
  readonly inputFile: string | null;
  readonly mark: string;
  readonly limits: Limits;
  readonly graceMs: number;
  readonly phase: () => 'working' | 'in_tool' | 'done';
  readonly onStdout: Consume;
  readonly onStderr: Consume;
  readonly signal: AbortSignal;
  /** Told of the process before any of its output is read. */
  readonly onProcess?: ((process: ProcessIdentity) => void) | undefined;
};

export type SupervisedEnd = {
  readonly cause: EndCause;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly message: string | null;
  readonly cleanup: Cleanup;
  readonly suspendedMs: number;
};

export type SuperviseDeps = ProcessTable & {
  readonly ticking: Ticking;
  readonly inTurn: InTurn;
};

const NOTHING: Cleanup = { ended: 0, force: 'none', left: 0 };

/**
 * Runs a process until it exits or has to be stopped. When this resolves
 * nothing that carries the mark is alive, and all its output has been read.
 */
export const supervise = async (
  deps: SuperviseDeps,
  options: SuperviseOptions,
): Promise<SupervisedEnd> => {
  if (options.signal.aborted) return endOf('canceled', null);
  const started = startWithInput(options);
  if (started.pid === null) return notStarted(await started.exited);
  const belonging: Belonging = {
    marks: new Set([options.mark]),
    groups: new Set([started.pid]),
    processes: [],
  };
  const endAll = () =>
    endProcesses(belonging, { scan: deps.scan, graceMs: options.graceMs });
  const stopper = createStopper(endAll);
  const watchdog = watch(belonging, { deps, options, stopper });
  const told = deps.identify(started.pid).then(options.onProcess);
  // Of a process that could not be written down nothing is kept running.
  told.catch(() => stopper.stop('canceled'));
  const touching =
    (consume: Consume): Consume =>
    async (text) => {
      watchdog.touch();
      await told;
      return consume(text);
    };
  const pumps = [
    pumpStream(started.stdout, touching(options.onStdout), deps.inTurn),
    pumpStream(started.stderr, touching(options.onStderr), deps.inTurn),
  ];
  // Without its reader a process could not go on: it is stopped, the error told.
  for (const { done } of pumps) done.catch(() => stopper.stop('canceled'));
  const cancel = (): void => stopper.stop('canceled');
  // A signal of its own: many attempts listen to the one of the run.
  const signal = AbortSignal.any([options.signal]);
  signal.addEventListener('abort', cancel, { once: true });

  const exit = await Promise.race([started.exited, stopper.gaveUp]);
  signal.removeEventListener('abort', cancel);
  watchdog.release();
  const cleanup = joined(await stopper.ended(), await endAll());
  await drainAll(pumps);
  return {
    ...endOf(stopper.cause() ?? 'exited', exit),
    cleanup,
    suspendedMs: watchdog.suspendedMs(),
  };
};

const watch = (
  belonging: Belonging,
  {
    deps,
    options,
    stopper,
  }: {
    readonly deps: SuperviseDeps;
    readonly options: SuperviseOptions;
    readonly stopper: Stopper;
  },
): Watchdog =>
  createWatchdog({
    limits: options.limits,
    phase: options.phase,
    stop: stopper.stop,
    ticking: deps.ticking,
    cpuMs: async () =>
      findBelonging(await deps.scan(), belonging, process.pid).reduce(
        (sum, { cpuMs }) => sum + cpuMs,
        0,
      ),
    changedSince: (timeMs) => hasChangedSince(options.start.cwd, timeMs),
  });

const startWithInput = ({ start, inputFile }: SuperviseOptions) => {
  if (inputFile === null) return startProcess({ ...start, stdin: 'ignore' });
  // A file and not a pipe: it cannot break, and ends where the prompt ends.
  const input = openSync(inputFile, 'r');
  try {
    return startProcess({ ...start, stdin: input });
  } finally {
    closeSync(input);
  }
};

type Stopper = {
  readonly stop: (cause: EndCause) => void;
  readonly cause: () => EndCause | null;
  readonly ended: () => Promise<Cleanup>;
  /** Resolves when a process outlives KILL: nobody can wait for its exit. */
  readonly gaveUp: Promise<null>;
};

/** Ends a process for one cause, the first; later ones change nothing. */
const createStopper = (endAll: () => Promise<Cleanup>): Stopper => {
  let cause: EndCause | null = null;
  let ending: Promise<Cleanup> = Promise.resolve(NOTHING);
  let giveUp: (value: null) => void = () => undefined;
  const gaveUp = new Promise<null>((resolve) => {
    giveUp = resolve;
  });
  return {
    stop: (reason) => {
      if (cause !== null) return;
      cause = reason;
      ending = endAll();
      void ending.then(({ left }) => {
        if (left > 0) giveUp(null);
      });
    },
    cause: () => cause,
    ended: () => ending,
    gaveUp,
  };
};

const endOf = (cause: EndCause, exit: Exit | null): SupervisedEnd => ({
  cause,
  exit_code: exit?.type === 'exited' ? exit.exitCode : null,
  signal: exit?.type === 'exited' ? exit.signal : null,
  message: null,
  cleanup: NOTHING,
  suspendedMs: 0,
});

const notStarted = (exit: Exit): SupervisedEnd => {
  const isMissing = exit.type === 'not_started' && exit.code === 'ENOENT';
  return {
    ...endOf(isMissing ? 'missing' : 'not_startable', null),
    message: exit.type === 'not_started' ? exit.message : null,
  };
};

const joined = (first: Cleanup, second: Cleanup): Cleanup => {
  const forces = [first.force, second.force];
  return {
    ended: first.ended + second.ended,
    force:
      (['KILL', 'TERM'] as const).find((force) => forces.includes(force)) ??
      'none',
    left: second.left,
  };
};

/** Reads both pipes to their end before an error of one reader is told. */
const drainAll = async (pumps: readonly Pump[]): Promise<void> => {
  const drained = await Promise.allSettled(pumps.map((pump) => pump.drain()));
  for (const result of drained)
    if (result.status === 'rejected') throw result.reason;
};
