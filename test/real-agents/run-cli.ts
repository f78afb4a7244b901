import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { agentsPath } from './installed.ts';

/** One run of a CLI. */
export type CliRun = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** On top of PATH, HOME and TMPDIR; nothing of the user's is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly signal?: AbortSignal;
};

/** What a run came to. */
export type CliResult = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout, parsed; a line that is no JSON throws. */
  readonly events: readonly CliEvent[];
};

/** One line of a CLI's event stream. */
export type CliEvent = { readonly [key: string]: unknown };

const MARK = 'REAL_AGENTS_TEST_MARK';
const LIMIT_MS = 90_000;

/** Pids of every process that inherited a mark, wherever it has moved to. */
const marked = (mark: string): readonly number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
      } catch {
        // Gone meanwhile, or somebody else's.
        return false;
      }
    })
    .map(Number);

/** Ends what a run left behind: the CLIs put their shells in own sessions. */
const reap = (mark: string): void => {
  if (process.platform !== 'linux') return;
  for (const pid of marked(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself between the look and the kill.
    }
  }
};

/** Runs a real CLI on a prompt to its end, and leaves no process of it. */
export const runCli = async (run: CliRun): Promise<CliResult> => {
  const mark = `${MARK}=${String(process.pid)}-${crypto.randomUUID()}`;
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: {
      PATH: agentsPath(),
      LANG: 'C.UTF-8',
      [MARK]: mark.slice(MARK.length + 1),
      ...run.env,
    },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: AbortSignal.any([
      AbortSignal.timeout(LIMIT_MS),
      ...(run.signal ? [run.signal] : []),
    ]),
    killSignal: 'SIGTERM',
  });
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  const ended = new Promise<Pick<CliResult, 'code' | 'signal'>>(
    (resolve, reject) => {
      child.once('error', (error) => {
        // An aborted run still ends by itself, with a signal to report.
        if (error.name !== 'AbortError') reject(error);
      });
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    },
  );
  child.once('exit', () => {
    reap(mark);
  });
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // A CLI that ends before it has read its prompt closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(run.stdin);
  const { code, signal } = await ended;
  const stdout = Buffer.concat(out).toString('utf8');
  return {
    code,
    signal,
    stdout,
    stderr: Buffer.concat(errors).toString('utf8'),
    events: stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as CliEvent),
  };
};
