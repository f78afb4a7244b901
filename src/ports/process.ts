/** How a short program is started. */
export type ProcessOptions = {
  readonly cwd: string;
  /** Laid over the caller's environment; `undefined` takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /**
   * Most bytes kept of each stream, default 100 MiB. A program that prints
   * more is ended: half an output is never taken for a whole one.
   */
  readonly maxBuffer?: number;
};

/** Why a program did not come to an exit code of its own. */
export type ProcessProblem =
  /** No such program, or no such cwd; stderr says which. */
  'missing' | 'not_startable' | 'timeout' | 'canceled' | 'too_much_output';

/** What a finished process left; it is never thrown. */
export type ProcessResult = {
  /** Null where it did not start or was ended by a signal; stderr says why. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Left out where the program ended by itself. */
  readonly problem?: ProcessProblem;
};

/** Runs one program without a shell and always resolves, so that callers judge by what came out. */
export type RunProcess = (
  file: string,
  args: readonly string[],
  options: ProcessOptions,
) => Promise<ProcessResult>;
