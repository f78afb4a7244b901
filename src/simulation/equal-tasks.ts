import type { Limits } from '../engine/limits.ts';
import { weightOf } from '../engine/reduce/weight.ts';
import { NO_BUDGET } from '../model/budget.ts';
import type { Scenario } from './scenario.ts';

/** Virtual time of one task; only multiples of it occur. */
export const TASK_MS = 60_000;

/**
 * Every task takes equally long, whoever does it, and passes its review at
 * once; reviews take no time. It is what can be said before anything ran.
 */
export const equalTasks: Scenario = ({ plan }) => {
  const work = weightOf(plan) * TASK_MS;
  return {
    implement: work,
    // A unit that only reads has nothing but its review.
    review: plan.assignment.type === 'review' ? work : 0,
    fixes: [],
    person: work,
  };
};

/** What a run may use, as far as that is known before it. */
export type PlanLimits = Omit<Limits, 'isDraining'>;

/** Limits of a play: nothing lands, nobody is asked for money, and a person is waited for. */
export const playLimits = (known: PlanLimits): Limits => ({
  ...known,
  budget: NO_BUDGET,
  // What an orchestrator would choose nobody knows.
  orchestration: undefined,
  // Checks take no time here, and a checkpoint as long as any other unit.
  hasChecks: false,
  roles: {
    ...known.roles,
    code: orElse(known.roles.code, 'codex'),
    ui: orElse(known.roles.ui, 'gemini'),
    review: orElse(known.roles.review, 'gemini'),
  },
  isDraining: false,
  shouldLand: false,
  waitsForAnswers: true,
});

/** A plan can be looked at where no agent is installed yet. */
const orElse = (names: readonly string[], name: string): readonly string[] =>
  names.length === 0 ? [name] : names;
