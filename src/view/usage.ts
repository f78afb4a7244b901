import type { State } from '../model/state.ts';
import { allAttempts } from './attempts.ts';

/** Tokens and money of a whole run, as far as the agents said. */
export type TotalUsage = {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  /** Sum of the costs that are known; null where none is. */
  readonly cost_usd: number | null;
  /** Ended attempts that named no cost: the sum is short by theirs. */
  readonly attempts_without_cost: number;
};

/** Adds up what every attempt used. */
export function totalUsage(state: State): TotalUsage {
  const ended = allAttempts(state).filter((a) => a.status === 'ended');
  const usages = ended.flatMap((attempt) => attempt.usage ?? []);
  const costs = usages.flatMap((usage) => usage.cost_usd ?? []);
  const sum = (numbers: readonly number[]): number =>
    numbers.reduce((total, n) => total + n, 0);
  return {
    input_tokens: sum(usages.map((u) => u.input_tokens)),
    cached_input_tokens: sum(usages.map((u) => u.cached_input_tokens)),
    output_tokens: sum(usages.map((u) => u.output_tokens)),
    cost_usd: costs.length === 0 ? null : sum(costs),
    attempts_without_cost: ended.length - costs.length,
  };
}
