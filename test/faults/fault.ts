import { watch } from 'node:fs';
import type { Isolation } from '../../src/model/event.ts';
import { Arena, type Ended } from './arena.ts';
import { inspect } from './verify.ts';

/** One thing that went wrong in a project, and what the program made of it. */
export type Fault = {
  readonly name: string;
  /** What is promised, in one sentence, for the table. */
  readonly promise: string;
  /** Null where this machine cannot make the fault, with the reason. */
  readonly impossible?: () => string | null;
  readonly mode?: Isolation;
  /** Makes the fault; returns what contradicts the promise, in words. */
  readonly play: (arena: Arena) => Promise<readonly string[]>;
};

/** What came of one fault. */
export type FaultResult = {
  readonly name: string;
  readonly promise: string;
  /** Null = not possible here, with the reason in `wrong`. */
  readonly held: boolean | null;
  readonly wrong: readonly string[];
};

/** Plays one fault in a project of its own. */
export async function playFault(
  fault: Fault,
  bin?: string,
): Promise<FaultResult> {
  const { name, promise, mode = 'worktree' } = fault;
  const reason = fault.impossible?.() ?? null;
  if (reason !== null) return { name, promise, held: null, wrong: [reason] };
  using arena = new Arena({ mode, ...(bin === undefined ? {} : { bin }) });
  const wrong = await fault.play(arena);
  return { name, promise, held: wrong.length === 0, wrong };
}

/** Everything is as if nothing had happened. */
export const complete = async (
  arena: Arena,
  ended: Ended,
): Promise<readonly string[]> => {
  if (ended.exitCode !== 0)
    return [`exit ${ended.exitCode}: ${ended.output.slice(-800)}`];
  return (await inspect(arena)).wrong;
};

/** A complaint where something is not as it should be. */
export const expect = (
  isTrue: boolean,
  otherwise: string,
): readonly string[] => (isTrue ? [] : [otherwise]);

/** Resolves when an agent has written this line. */
export async function sees(arena: Arena, line: string): Promise<void> {
  const abort = new AbortController();
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (arena.calls().includes(line)) resolve();
    };
    watch(arena.dir, { signal: abort.signal }, look);
    look();
  });
  abort.abort();
}

/** A run that is killed while the agent of a call works, with the fault made before the next start. */
export async function killAtCall(arena: Arena, call: string): Promise<void> {
  const start = arena.go({ env: { FAULTS_PAUSE: '0.3' } });
  await sees(arena, `${call} start`);
  start.child.kill('SIGKILL');
  await start.ended;
}

/** A shell command that an agent runs instead of its work, at the calls that a pattern of the shell names. */
export const harm = (at: string, command: string): NodeJS.ProcessEnv => ({
  FAULTS_HARM: command,
  FAULTS_HARM_AT: at,
});
