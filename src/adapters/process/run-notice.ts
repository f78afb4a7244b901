import { randomUUID } from 'node:crypto';
import { createTail } from '../../lib/tail.ts';
import type { Edge } from './edge.ts';
import { noticeEnvironment } from './environment.ts';
import { userCommand } from './run-check.ts';
import { supervise } from './supervise.ts';

/** A command of the user's that is told something through its environment. */
export type Notice = {
  /** Runs in the user's shell, exactly as written. */
  readonly run: string;
  readonly cwd: string;
  /** What there is to tell; never part of the command. */
  readonly set: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

/** Somebody who is told something is told it by then. */
const TIMEOUT_MS = 10_000;
const GRACE_MS = 500;
const TAIL_LENGTH = 500;
/** Longest text, in UTF-16 units: the system refuses a variable of 128 KiB, and nobody reads as much. */
const LONGEST_VALUE = 4000;

/** Runs it to its end, nothing of it left; null, or in a few words why it did not work. */
export async function runNotice(
  edge: Edge,
  { run, cwd, set, signal }: Notice,
): Promise<string | null> {
  const mark = randomUUID();
  const tail = createTail(TAIL_LENGTH);
  const onOutput = (text: string): Promise<void> => {
    tail.push(text);
    return Promise.resolve();
  };
  const values = Object.entries(set).map(([name, value]) => [
    name,
    cutEnd(edge.mask(value)),
  ]);
  const end = await supervise(edge, {
    start: {
      ...userCommand(run),
      cwd,
      env: noticeEnvironment(edge.env, {
        mark,
        set: Object.fromEntries(values) as Notice['set'],
      }),
    },
    inputFile: null,
    mark,
    limits: {
      timeoutMs: TIMEOUT_MS,
      idleMs: TIMEOUT_MS,
      toolIdleMs: TIMEOUT_MS,
    },
    graceMs: GRACE_MS,
    phase: () => 'working',
    signal,
    onStdout: onOutput,
    onStderr: onOutput,
  });
  const said = edge.mask(tail.text()).trim();
  const why = said === '' ? '' : `: ${said}`;
  switch (end.cause) {
    case 'exited':
      return end.exit_code === 0
        ? null
        : `${end.signal ?? `exit ${end.exit_code ?? 'unknown'}`}${why}`;
    case 'timeout':
    case 'idle':
      return `ended after ${TIMEOUT_MS / 1000} s${why}`;
    case 'canceled':
    case 'lingered':
      return null;
    case 'missing':
    case 'not_startable':
      return end.message ?? 'it could not be started';
  }
}

/** A cut through a surrogate pair would leave half a character. */
const cutEnd = (text: string): string =>
  text.length <= LONGEST_VALUE
    ? text
    : `${text.slice(0, LONGEST_VALUE - 1).replace(/[\ud800-\udbff]$/, '')}…`;
