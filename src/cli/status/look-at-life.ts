import { findBelonging } from '../../adapters/process/belonging.ts';
import { createProcessTable } from '../../adapters/process/scan-processes.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import { checkMark } from '../../loop/run-checks.ts';
import type { State } from '../../model/state.ts';
import type { ProcessIdentity } from '../../ports/agent-processes.ts';
import { allAttempts } from '../../view/attempts.ts';
import type { Liveness, RunnerLife } from '../../view/stale.ts';

/** Who holds a run, for programs: `alive` is null where this machine cannot see it. */
export type Runner = {
  readonly alive: boolean | null;
  readonly pid: number | null;
  readonly host: string | null;
  readonly since: string | null;
};

const NOBODY: Runner = { alive: false, pid: null, host: null, since: null };

const ALIVE: Readonly<Record<RunnerLife, boolean | null>> = {
  live: true,
  dead: false,
  elsewhere: null,
};

/** Who holds the run right now, by the lease beside its lock. */
export function lookAtRunner({ locks: [lock] }: Layout): Runner {
  const held = lock === undefined ? null : peekLease(lock.leasePath);
  if (held === null || held.holding === 'dead') return NOBODY;
  const { pid, host, since } = held.lease;
  return { alive: ALIVE[held.holding], pid, host, since };
}

/** The same in the words of the views. */
export const lifeOf = ({ alive }: Runner): RunnerLife =>
  alive === null ? 'elsewhere' : alive ? 'live' : 'dead';

/** Looks at the processes of everything that runs as far as the journal knows. */
export async function lookAtLife(
  state: State,
  runner: Runner,
): Promise<Liveness> {
  const wanted = wantedMarks(state);
  const life = lifeOf(runner);
  if (wanted.size === 0 || life === 'elsewhere') {
    return { runner: life, processes: new Map() };
  }
  const table = await createProcessTable(process.platform).scan();
  const processes = new Map(
    [...wanted].map(([mark, known]) => {
      const marks = new Set([mark]);
      const belonging = { marks, groups: new Set<number>(), processes: known };
      // Nobody is left out: an agent may ask for the status itself.
      return [mark, findBelonging(table, belonging, 0).length] as const;
    }),
  );
  return { runner: life, processes };
}

/** What every running attempt and check carries, with its process where that is known. */
function wantedMarks(
  state: State,
): ReadonlyMap<string, readonly ProcessIdentity[]> {
  const wanted = new Map<string, readonly ProcessIdentity[]>();
  for (const attempt of allAttempts(state)) {
    if (attempt.status !== 'running') continue;
    wanted.set(attempt.mark, attempt.process === null ? [] : [attempt.process]);
  }
  for (const { plan, is_checking } of state.units) {
    if (is_checking) wanted.set(checkMark(state, plan.task_id), []);
  }
  return wanted;
}
