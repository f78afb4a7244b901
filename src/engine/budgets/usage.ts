import type { Attempt } from '../../model/attempt.ts';
import type { Budget } from '../../model/budget.ts';
import { costOf } from './budgets.ts';

/** Tokens and money of some attempts, as far as their agents said. */
export type UsageSum = {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  /** Sum of the costs that are known; null where none is. */
  readonly cost_usd: number | null;
  /** Ended attempts that named no cost and have no price: the sum is short by theirs. */
  readonly attempts_without_cost: number;
};

/** Adds up what some attempts used; those that run have not said yet. */
export function sumUsage(
  attempts: readonly Attempt[],
  prices: Budget['prices'],
): UsageSum {
  const sum = {
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    cost_usd: null as number | null,
    attempts_without_cost: 0,
  };
  for (const attempt of attempts) {
    if (attempt.status === 'running') continue;
    const { usage, backend } = attempt;
    const cost = usage === null ? null : costOf(usage, backend, prices);
    sum.input_tokens += usage?.input_tokens ?? 0;
    sum.cached_input_tokens += usage?.cached_input_tokens ?? 0;
    sum.output_tokens += usage?.output_tokens ?? 0;
    if (cost === null) sum.attempts_without_cost += 1;
    else sum.cost_usd = (sum.cost_usd ?? 0) + cost;
  }
  return sum;
}

/** What one unit, role or backend used. */
export type UsageRow = UsageSum & {
  readonly name: string;
  readonly attempts: number;
};

/** Adds up by whatever an attempt belongs to, in the order of its first attempt. */
export function usageBy(
  attempts: readonly Attempt[],
  nameOf: (attempt: Attempt) => string,
  prices: Budget['prices'],
): readonly UsageRow[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    if (attempt.status === 'running') continue;
    const name = nameOf(attempt);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [attempt]);
    else group.push(attempt);
  }
  return [...groups].map(([name, group]) => ({
    name,
    attempts: group.length,
    ...sumUsage(group, prices),
  }));
}
