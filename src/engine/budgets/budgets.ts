import { msBetween, plusMs } from '../../lib/iso-time.ts';
import type { Attempt, Usage } from '../../model/attempt.ts';
import { cliOf } from '../../model/backend.ts';
import { BUDGET_NAMES } from '../../model/budget.ts';
import type { Budget, BudgetName } from '../../model/budget.ts';
import type { Decision } from '../../model/decision.ts';
import type { State } from '../../model/state.ts';
import type { Situation } from '../situation.ts';

/** A budget that is used up: tokens, US dollars or milliseconds. */
export type ExceededBudget = {
  readonly name: BudgetName;
  readonly used: number;
  /** What was allowed, with what a person granted since. */
  readonly limit: number;
};

/** `by` of an answer that nobody gave: the limit is higher now, or nothing is left to pay for. */
export const BY_SETTINGS = 'settings';

/**
 * The first budget that is used up, or null. Nothing new starts then; what runs
 * may end. A person who says "go on" grants as much again, counted from then.
 */
export function exceededBudget(
  situation: Pick<Situation, 'state' | 'limits' | 'now'>,
): ExceededBudget | null {
  for (const name of BUDGET_NAMES) {
    const limit = limitOf(name, situation);
    if (limit === null) continue;
    const used = usedUntil(name, situation, situation.now);
    if (used >= limit) return { name, used, limit };
  }
  return null;
}

/** What is allowed of a budget now; null = no limit. */
function limitOf(
  name: BudgetName,
  situation: Pick<Situation, 'state' | 'limits'>,
): number | null {
  const { state, limits } = situation;
  const limit = limitIn(limits.budget, name);
  const granted = state.decisions.findLast((each) =>
    isGrant(each, state, name),
  );
  return limit === null || granted?.answer == null
    ? limit
    : limit + usedUntil(name, situation, granted.answer.at);
}

function limitIn(budget: Budget, name: BudgetName): number | null {
  switch (name) {
    case 'tokens':
      return budget.max_tokens;
    case 'cost':
      return budget.max_cost_usd;
    case 'duration':
      return budget.max_duration_ms;
  }
}

/** Whether a person said "go on" when this budget was used up; time is granted within one start. */
function isGrant(
  { kind, budget, answer }: Decision,
  { resumed_at }: State,
  name: BudgetName,
): boolean {
  if (kind !== 'budget' || budget !== name || answer === null) return false;
  if (answer.action !== 'retry' || answer.by === BY_SETTINGS) return false;
  return name !== 'duration' || answer.at >= (resumed_at ?? '');
}

function usedUntil(
  name: BudgetName,
  { state, limits }: Pick<Situation, 'state' | 'limits'>,
  time: string,
): number {
  if (name === 'duration') {
    return Math.max(0, msBetween(state.resumed_at ?? time, time));
  }
  const measure = (attempt: Attempt): number => {
    if (attempt.status === 'running' || attempt.ended_at > time) return 0;
    const { usage } = attempt;
    if (usage === null) return 0;
    return name === 'tokens'
      ? usage.input_tokens + usage.output_tokens
      : (costOf(usage, attempt.backend, limits.budget.prices) ?? 0);
  };
  const sum = (attempts: readonly Attempt[]): number =>
    attempts.reduce((total, attempt) => total + measure(attempt), 0);
  return state.units.reduce(
    (total, { attempts }) => total + sum(attempts),
    sum(state.run_attempts),
  );
}

/** When the time of this start is over; null = never, or it is already. */
export function budgetEnd(situation: Situation): string | null {
  const { state, now } = situation;
  const limit = limitOf('duration', situation);
  if (limit === null || state.resumed_at === null) return null;
  const end = plusMs(state.resumed_at, limit);
  return end > now ? end : null;
}

const TOKENS_PER_PRICE = 1_000_000;

/**
 * What an attempt cost in US dollars: as its CLI says, else by the price of its
 * entry (`codex:gpt-5`) or of its CLI; null where neither is known.
 */
export function costOf(
  usage: Usage,
  backend: string,
  prices: Budget['prices'],
): number | null {
  if (usage.cost_usd !== null) return usage.cost_usd;
  const price = prices[backend] ?? prices[cliOf(backend)];
  if (price === undefined) return null;
  const cached = Math.min(usage.cached_input_tokens, usage.input_tokens);
  const fresh = usage.input_tokens - cached;
  return (
    (fresh * price.input +
      cached * (price.cached_input ?? price.input) +
      usage.output_tokens * price.output) /
    TOKENS_PER_PRICE
  );
}
