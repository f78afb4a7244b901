import type { Unit } from '../model/unit.ts';
import { runningAttempts } from './attempts.ts';
import { count } from './format.ts';

/** Whether a process holds the run: one of this machine, none, or one that cannot be seen from here. */
export type RunnerLife = 'live' | 'dead' | 'elsewhere';

/** What the system says of a run, beside what the journal does. */
export type Liveness = {
  readonly runner: RunnerLife;
  /** How many processes there are of each mark that was looked for. */
  readonly processes: ReadonlyMap<string, number>;
};

/**
 * What is not as a unit's state has it, because nothing of it is alive, or
 * something that should not be; null where all is well, or cannot be seen.
 */
export function staleMark(
  unit: Unit,
  checkMark: string,
  { runner, processes }: Liveness,
): string | null {
  if (runner === 'elsewhere') return null;
  const running = runningAttempts(unit);
  const marks = [
    ...running.map(({ mark }) => mark),
    ...(unit.is_checking ? [checkMark] : []),
  ];
  if (marks.length === 0) return null;
  const left = marks.reduce((sum, mark) => sum + (processes.get(mark) ?? 0), 0);
  if (runner === 'dead') {
    return left === 0
      ? 'stale: nothing works on it; the next start takes it up'
      : `left over: ${count(left, 'process', 'processes')} of it; the next start ends ${left === 1 ? 'it' : 'them'}`;
  }
  const isGone = running.some(
    ({ process, mark }) => process !== null && !processes.get(mark),
  );
  return isGone ? 'its agent has ended; the run looks at what it did' : null;
}
