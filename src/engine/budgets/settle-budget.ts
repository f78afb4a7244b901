import type { Command } from '../../model/command.ts';
import { decisionId, RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Decision } from '../../model/decision.ts';
import { BY_SETTINGS, exceededBudget } from './budgets.ts';
import type { ExceededBudget } from './budgets.ts';
import { record } from '../commands.ts';
import { openDecisions } from '../settle/decisions.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../situation.ts';
import { usageBy } from './usage.ts';

/** A question about a budget answers itself when a new start allows more. */
export function settleBudget(situation: Situation): Command | null {
  const open = openBudgetDecision(situation.state);
  if (open === null || exceededBudget(situation) !== null) return null;
  return answerItself(open, situation.now);
}

/** The question about a budget that waits for a person; null = none. */
const openBudgetDecision = (state: State): Decision | null =>
  openDecisions(state).find(({ kind }) => kind === 'budget') ?? null;

function answerItself({ id, options }: Decision, now: string): Command {
  return record({
    type: 'decision_answered',
    task_id: RUN_TASK,
    decision_id: id,
    answer: {
      option: options[0]?.n ?? 1,
      action: 'retry',
      note: null,
      by: BY_SETTINGS,
      at: now,
    },
  });
}

/** Asks whether a run whose budget is used up may go on; null where that is asked already. */
export function askForBudget(
  exceeded: ExceededBudget,
  { state, limits, now }: Situation,
): Command | null {
  if (openBudgetDecision(state) !== null) return null;
  return record({
    type: 'decision_opened',
    task_id: RUN_TASK,
    decision: {
      id: decisionId(state.decisions.length + 1),
      task_id: RUN_TASK,
      kind: 'budget',
      budget: exceeded.name,
      priority: 'high',
      context: [
        `The budget is used up: ${describeBudget(exceeded)}.`,
        'Used so far:',
        ...usedByWhom(state, limits),
        leftToDo(state),
      ].join('\n'),
      options: [
        { n: 1, action: 'retry', label: 'Go on with as much again' },
        { n: 2, action: 'abort', label: 'Stop the run' },
      ],
      created_at: now,
      answer: null,
    },
  });
}

/** `1200000 of 1000000 tokens`, `$5.10 of $5.00`, `61 of 60 minutes`. */
function describeBudget({ name, used, limit }: ExceededBudget): string {
  switch (name) {
    case 'tokens':
      return `${used} of ${limit} tokens`;
    case 'cost':
      return `$${used.toFixed(2)} of $${limit.toFixed(2)}`;
    case 'duration':
      return `${minutes(used)} of ${minutes(limit)} minutes`;
  }
}

const minutes = (ms: number): string => String(Math.round(ms / 6_000) / 10);

/** One line a backend: attempts, tokens, money. */
const usedByWhom = (state: State, { budget }: Limits): string[] =>
  usageBy(
    [...state.run_attempts, ...state.units.flatMap(({ attempts }) => attempts)],
    ({ backend }) => backend,
    budget.prices,
  ).map(
    ({ name, attempts, input_tokens, output_tokens, cost_usd }) =>
      `- ${name}: ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${input_tokens + output_tokens} tokens, ${cost_usd === null ? 'cost unknown' : `$${cost_usd.toFixed(2)}`}`,
  );

function leftToDo({ units }: State): string {
  const left = units.filter(
    ({ status }) => status !== 'completed' && status !== 'canceled',
  );
  if (left.length === 0) {
    return 'Left to do: the review of everything together, then landing.';
  }
  const ids = left.map(({ plan }) => plan.task_id).join(', ');
  return `Left to do: ${left.length} of ${units.length} units (${ids}).`;
}
