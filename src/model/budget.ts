/** What a million tokens cost, in USD. */
export type Price = {
  readonly input: number;
  /** Null = as much as fresh input. */
  readonly cached_input: number | null;
  readonly output: number;
};

/** What a run may use before a person is asked; null = no limit. */
export type Budget = {
  /** Input and output tokens of all attempts, cached input included. */
  readonly max_tokens: number | null;
  readonly max_cost_usd: number | null;
  /** Wall clock of one start, in milliseconds. */
  readonly max_duration_ms: number | null;
  /** By backend, for CLIs that do not say what they cost. */
  readonly prices: Readonly<Record<string, Price>>;
};

/** A run without limits. */
export const NO_BUDGET: Budget = {
  max_tokens: null,
  max_cost_usd: null,
  max_duration_ms: null,
  prices: {},
};

/** What a run can be limited in. */
export const BUDGET_NAMES = ['tokens', 'cost', 'duration'] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];
