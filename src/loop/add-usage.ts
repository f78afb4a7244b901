import type { Usage } from '../model/attempt.ts';

/** What several attempts used together; null where none of them said. */
export function addUsage(usages: readonly Usage[]): Usage | null {
  if (usages.length === 0) return null;
  return usages.reduce((sum, next) => ({
    input_tokens: sum.input_tokens + next.input_tokens,
    cached_input_tokens: sum.cached_input_tokens + next.cached_input_tokens,
    output_tokens: sum.output_tokens + next.output_tokens,
    cost_usd:
      sum.cost_usd === null && next.cost_usd === null
        ? null
        : (sum.cost_usd ?? 0) + (next.cost_usd ?? 0),
  }));
}
