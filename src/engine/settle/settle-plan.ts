import { msBetween } from '../../lib/iso-time.ts';
import type { Command } from '../../model/command.ts';
import type { State } from '../../model/state.ts';
import { exceededBudget } from '../budgets/budgets.ts';
import { choose, missesIn, readRow } from '../backends/failover.ts';
import type { Choice } from '../backends/failover.ts';
import {
  FAILURE_POLICIES,
  MAX_BACKOFF_MS,
  nextTry,
} from '../backends/failures.ts';
import { startsNothing } from '../limits.ts';
import type { Situation } from '../situation.ts';
import { startAssign } from '../schedule/start-attempt.ts';

/** An assignment is asked for; without one tasks.md and design.md have to do. */
export function settlePlan(situation: Situation): Command | null {
  const { state, limits, now } = situation;
  const isAsking = state.run_attempts.some(
    ({ status }) => status === 'running',
  );
  if (isAsking || state.is_planning || startsNothing(limits)) return null;
  const choice = assigner(situation);
  if (choice.type === 'none' || exceededBudget(situation) !== null) {
    return MAKE_PLAN;
  }
  if (choice.type === 'paused') {
    return isWorthIt(choice.until, now) ? null : MAKE_PLAN;
  }
  const at = pauseEnd(state);
  if (at !== null && at > now) return isWorthIt(at, now) ? null : MAKE_PLAN;
  return startAssign(state, choice.backend);
}

const MAKE_PLAN: Command = {
  type: 'make_plan',
  events: [{ type: 'planning_started' }],
};

/** An assignment is a help: nobody waits for it longer than for a pause of our own. */
const isWorthIt = (until: string, now: string): boolean =>
  msBetween(now, until) <= MAX_BACKOFF_MS;

/** When a failed assignment is asked for again; null where nothing waits for it. */
export function assignRetryAt(situation: Situation): string | null {
  const choice = assigner(situation);
  if (choice.type === 'paused') return choice.until;
  return choice.type === 'none' ? null : pauseEnd(situation.state);
}

/** Misses since this start: an earlier one's login may be there by now. */
const rowOf = ({ run_attempts, resumed_at }: State) =>
  missesIn(
    run_attempts.filter(({ role }) => role === 'assign'),
    { since: resumed_at ?? '' },
  );

function assigner(situation: Situation): Choice {
  const { spent, isOver } = readRow(rowOf(situation.state));
  const backends = situation.limits.roles.assign;
  return choose(
    isOver ? [] : backends.filter((backend) => !spent.has(backend)),
    situation,
  );
}

/** When the backend that failed last may be asked again; null where another one is next. */
function pauseEnd(state: State): string | null {
  const row = rowOf(state);
  const last = row.at(-1);
  if (last === undefined) return null;
  const { failure, attempt } = last;
  const { spent, count } = readRow(row);
  if (FAILURE_POLICIES[failure.type].scope === 'backend') return null;
  if (spent.has(attempt.backend)) return null;
  return nextTry(failure, {
    failures: count,
    now: attempt.ended_at,
    attempt_id: attempt.attempt_id,
  });
}
