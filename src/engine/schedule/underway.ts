import type { Role } from '../../model/assignment.ts';
import { cliOf } from '../../model/backend.ts';
import type { Attempt } from '../../model/attempt.ts';
import { isHolding, runsAlone } from './readiness.ts';
import { isCheckDue, isWriting } from './shared-folder.ts';
import type { Situation } from '../situation.ts';
import type { Underway } from './survey.ts';

/** Counts what goes on: one look at each unit. */
export function findUnderway({ state, limits }: Situation): Underway {
  const { units } = state;
  const holders = units.filter(isHolding);
  const running = [...state.run_attempts.filter(isRunning)];
  // Most units have no attempt that runs: no list is made of theirs.
  for (const { attempts } of units) {
    for (const attempt of attempts) {
      if (isRunning(attempt)) running.push(attempt);
    }
  }
  return {
    holders,
    alone: holders.filter((unit) => runsAlone(unit, state)),
    running: running.length,
    byBackend: countBy(running, ({ backend }) => cliOf(backend)),
    byRole: countBy<Role>(running, ({ role }) => role),
    writers: units.filter(isWriting),
    checking: limits.hasChecks
      ? units.filter((unit) => unit.is_checking || isCheckDue(unit))
      : [],
  };
}

const isRunning = ({ status }: Attempt): boolean => status === 'running';

function countBy<Key extends string>(
  attempts: readonly Attempt[],
  keyOf: (attempt: Attempt) => Key,
): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const attempt of attempts) {
    const key = keyOf(attempt);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
