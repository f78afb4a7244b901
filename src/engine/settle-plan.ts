import type { Command } from '../model/command.ts';
import type { State } from '../model/state.ts';
import { nextTry } from './failures.ts';
import type { Situation } from './situation.ts';
import { startAssign } from './start-attempt.ts';

/** An assignment is asked for; without one tasks.md and design.md have to do. */
export function settlePlan({ state, limits, now }: Situation): Command | null {
  const last = state.run_attempts.at(-1);
  if (last?.status === 'running' || state.is_planning) return null;
  if (limits.isDraining) return null;
  const backend = limits.roles.assign[0];
  if (backend === undefined) return MAKE_PLAN;
  if (last?.status !== 'ended' || last.outcome.type !== 'failed') {
    return startAssign(state, backend);
  }
  const again = assignRetryAt(state);
  if (again === null) return MAKE_PLAN;
  return again > now ? null : startAssign(state, backend);
}

const MAKE_PLAN: Command = {
  type: 'make_plan',
  events: [{ type: 'planning_started' }],
};

/** When a failed assignment is asked for again; null where it is given up. */
export function assignRetryAt(state: State): string | null {
  const last = state.run_attempts.at(-1);
  if (last?.status !== 'ended' || last.outcome.type !== 'failed') return null;
  return nextTry(last.outcome.failure, {
    failures: state.run_attempts.length,
    now: last.ended_at,
  });
}
