import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type {
  ProcessOptions,
  ProcessProblem,
  ProcessResult,
  RunProcess,
} from '../../ports/process.ts';
import { collect, type Collected } from './collect.ts';
import {
  sendSignal,
  startProcess,
  type Exit,
  type StartedProcess,
} from './start-process.ts';

const DEFAULT_MAX_BUFFER = 100 * 1024 * 1024;
/** Time between TERM and KILL for a program that is short by nature. */
const GRACE_MS = 2000;
/** How long output may still come after the exit, from what it left behind. */
const DRAIN_MS = 500;

/**
 * Runs a short program (git, a probe) to its exit, in a group of its own so
 * that a Ctrl-C at the terminal does not tear it apart half way.
 */
export const runProcess: RunProcess = async (file, args, options) => {
  if (options.signal?.aborted === true) return ended('canceled');
  const started = startProcess({
    file,
    args,
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdin: options.input === undefined ? 'ignore' : 'pipe',
  });
  feed(started.stdin, options.input);
  const guard = guardProcess(started, options);
  const maxBytes = options.maxBuffer ?? DEFAULT_MAX_BUFFER;
  const tooMuch = (): void => guard.stop('too_much_output');
  const outputs = Promise.all([
    collect(started.stdout, maxBytes, tooMuch),
    collect(started.stderr, maxBytes, tooMuch),
  ]);
  const exit = await started.exited;
  guard.release();
  cutPipes([started.stdout, started.stderr], outputs);
  return resultOf(
    { exit, problem: guard.problem(), cwd: options.cwd },
    await outputs,
  );
};

const ended = (problem: ProcessProblem): ProcessResult => ({
  exitCode: null,
  stdout: '',
  stderr: '',
  problem,
});

const feed = (stdin: Writable | null, input: string | undefined): void => {
  // A program that does not read its input to the end is free to do so.
  stdin?.on('error', () => undefined);
  stdin?.end(input);
};

/** Stops the group on time-out and abort; the first reason is the one that counts. */
const guardProcess = (
  { pid }: StartedProcess,
  { signal, timeoutMs }: ProcessOptions,
) => {
  let problem: ProcessProblem | null = null;
  const timers: NodeJS.Timeout[] = [];
  const stop = (reason: ProcessProblem): void => {
    if (problem !== null || pid === null) return;
    problem = reason;
    sendSignal(-pid, 'SIGTERM');
    timers.push(setTimeout(() => sendSignal(-pid, 'SIGKILL'), GRACE_MS));
  };
  const cancel = (): void => stop('canceled');
  // A signal of its own: many programs listen to the one of the run.
  const own = signal === undefined ? null : AbortSignal.any([signal]);
  own?.addEventListener('abort', cancel, { once: true });
  if (timeoutMs !== undefined)
    timers.push(setTimeout(() => stop('timeout'), timeoutMs));
  return {
    stop,
    problem: () => problem,
    release: (): void => {
      own?.removeEventListener('abort', cancel);
      timers.forEach(clearTimeout);
      // What a stopped program leaves in its group has had its TERM.
      if (problem !== null && pid !== null) sendSignal(-pid, 'SIGKILL');
    },
  };
};

/** Lets go of pipes that something left behind keeps open. */
const cutPipes = (
  pipes: readonly Readable[],
  outputs: Promise<unknown>,
): void => {
  const cut = setTimeout(
    () => pipes.forEach((pipe) => pipe.destroy()),
    DRAIN_MS,
  );
  void outputs.finally(() => clearTimeout(cut));
};

type Ended = {
  readonly exit: Exit;
  readonly problem: ProcessProblem | null;
  readonly cwd: string;
};

const resultOf = (
  { exit, problem, cwd }: Ended,
  [stdout, stderr]: readonly [Collected, Collected],
): ProcessResult => {
  if (exit.type === 'not_started')
    return {
      ...ended(exit.code === 'ENOENT' ? 'missing' : 'not_startable'),
      stderr: existsSync(cwd) ? exit.message : `no such folder: ${cwd}`,
    };
  return {
    exitCode: problem === null ? exit.exitCode : null,
    stdout: stdout.text,
    stderr: stderr.text,
    ...(problem === null ? {} : { problem }),
  };
};
