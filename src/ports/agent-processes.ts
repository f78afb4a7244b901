import type { AttemptProcess } from '../model/attempt.ts';

/** The environment of an agent process, beyond what is the user's and harmless. */
export type AgentEnvironment = {
  /** Prefixes of key-like names that belong to this program (`OPENAI_`). */
  readonly own_keys: readonly string[];
  /** Set on top; undefined takes a name out. */
  readonly set: Readonly<Record<string, string | undefined>>;
};

/** What happens around one agent process. */
export type AgentCommand = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Unique; `ORCHESTRATION_MARK` of every process that belongs to it. */
  readonly mark: string;
  readonly environment: AgentEnvironment;
  /** File that becomes stdin, to its end. */
  readonly inputFile: string;
  /** Folder for `stdout.log` and `stderr.log`; it exists. */
  readonly logFolder: string;
  /** Hard limit; time in which the host slept does not count. */
  readonly timeoutMs: number;
  /** Longest time without output, work of the CPU and a change in its folder. */
  readonly idleMs: number;
  /** The same while the agent runs a tool. */
  readonly toolIdleMs: number;
};

/** A process that can be told from a later one with its number. */
export type ProcessIdentity = Pick<AttemptProcess, 'pid' | 'process_start'>;

/** What the process edge asks the reader of the stream. */
export type AgentWatcher = {
  /** A line of stdout. */
  readonly onLine: (line: string) => void;
  /** A line of stderr. */
  readonly onErrorLine: (line: string) => void;
  /** `in_tool` waits longer; `done` gives the process a moment to leave. */
  readonly phase: () => 'working' | 'in_tool' | 'done';
};

/** What ended a process; the first cause wins. */
export type EndCause =
  | 'exited'
  /** It had said its last word and did not leave by itself. */
  | 'lingered'
  | 'timeout'
  | 'idle'
  | 'canceled'
  | 'missing'
  | 'not_startable';

/** How an agent process ended, by what was seen. */
export type AgentProcessEnd = {
  readonly cause: EndCause;
  readonly exit_code: number | null;
  readonly signal: string | null;
  /** Last words on stderr, masked and bounded. */
  readonly stderr: string;
  /** Why it could not be started. */
  readonly message: string | null;
  /** What it took until nothing carried the mark any more. */
  readonly cleanup: Cleanup;
  /**
   * How long the host slept meanwhile; 0 where the process went on well for
   * long after it, so that its end has another reason.
   */
  readonly suspendedMs: number;
  /** Lines of stdout that were too long to read. */
  readonly skipped_lines: number;
};

/** What ending all processes of a mark took. */
export type Cleanup = {
  /** How many had to be ended. */
  readonly ended: number;
  readonly force: 'none' | 'TERM' | 'KILL';
  /** How many could not be ended. */
  readonly left: number;
};

/** Starts, watches and ends programs that run for long and print much. */
export type AgentProcesses = {
  run(
    command: AgentCommand,
    options: AgentWatcher & {
      readonly signal: AbortSignal;
      /** Its process is there: told before its first output is read. */
      readonly onProcess?: (process: ProcessIdentity) => void;
    },
  ): Promise<AgentProcessEnd>;
  /**
   * Ends whatever carries one of these marks, and these processes with all
   * they have started, where number and start time are still the same; says
   * how many processes that were.
   */
  reap(
    marks: readonly string[],
    processes?: readonly ProcessIdentity[],
  ): Promise<number>;
  /** Path of an executable, without running it. */
  find(command: string): Promise<string | null>;
  /** Takes the user's secrets, and what looks like one, out of a text. */
  mask(text: string): string;
};
