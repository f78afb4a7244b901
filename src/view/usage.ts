import { sumUsage, usageBy } from '../engine/budgets/usage.ts';
import type { UsageRow, UsageSum } from '../engine/budgets/usage.ts';
import type { Budget } from '../model/budget.ts';
import type { State } from '../model/state.ts';
import { allAttempts } from './attempts.ts';

/** Tokens and money of a whole run, as far as the agents said. */
export type TotalUsage = UsageSum;

/** The same by who did it, in which role, for which unit (`run`: for all of them). */
export type RunUsage = TotalUsage & {
  readonly by_unit: readonly UsageRow[];
  readonly by_role: readonly UsageRow[];
  readonly by_backend: readonly UsageRow[];
};

/** Adds up what every attempt used; `prices` are for CLIs that do not say what they cost. */
export const totalUsage = (
  state: State,
  prices: Budget['prices'] = {},
): TotalUsage => sumUsage(allAttempts(state), prices);

/** Adds it up for the whole run and for its parts. */
export function runUsage(
  state: State,
  prices: Budget['prices'] = {},
): RunUsage {
  const attempts = allAttempts(state);
  return {
    ...sumUsage(attempts, prices),
    by_unit: usageBy(attempts, ({ task_id }) => task_id, prices),
    by_role: usageBy(attempts, ({ role }) => role, prices),
    by_backend: usageBy(attempts, ({ backend }) => backend, prices),
  };
}
