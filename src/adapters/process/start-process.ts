import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';

/** How a process is started: everything is said, nothing is inherited. */
export type StartOptions = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `pipe`, nothing at all, or an open file. */
  readonly stdin: 'pipe' | 'ignore' | number;
};

/** The moment a process is gone, or why there never was one. */
export type Exit =
  | {
      readonly type: 'exited';
      readonly exitCode: number | null;
      readonly signal: string | null;
    }
  | {
      readonly type: 'not_started';
      readonly code: string;
      readonly message: string;
    };

export type StartedProcess = {
  readonly pid: number | null;
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The process's exit, whatever becomes of its pipes; never rejects. */
  readonly exited: Promise<Exit>;
};

/**
 * Starts a process in a session and group of its own. Its end is the exit of
 * the process itself: pipes may be held open by what it leaves behind.
 */
export const startProcess = (options: StartOptions): StartedProcess => {
  const subprocess = execa(options.file, [...options.args], {
    cwd: options.cwd,
    env: definedOnly(options.env),
    extendEnv: false,
    // The types know no open file, though it is handed through as it is.
    stdin: options.stdin as 'pipe' | 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    // Both are read by the caller, in bounded memory.
    buffer: false,
    encoding: 'buffer',
    detached: true,
    cleanup: false,
    reject: false,
  });
  const exited = new Promise<Exit>((resolve) => {
    subprocess.once('exit', (exitCode, signal) => {
      resolve({ type: 'exited', exitCode, signal });
    });
    // Where nothing could be started there is no exit, only a result.
    void subprocess.then((result) => {
      resolve({
        type: 'not_started',
        code: result.code ?? 'unknown',
        message: result.shortMessage ?? 'the process could not be started',
      });
    });
  });
  return {
    pid: subprocess.pid ?? null,
    stdin: options.stdin === 'pipe' ? subprocess.stdin : null,
    stdout: subprocess.stdout,
    stderr: subprocess.stderr,
    exited,
  };
};

const definedOnly = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

/** Sends a signal to a process or, negative, a group; false where there is none. */
export const sendSignal = (pid: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    // ESRCH: it is gone. EPERM: it belongs to somebody else by now.
    return false;
  }
};
