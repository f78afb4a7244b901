import type { BudgetName } from './budget.ts';
import type { DecisionId, TaskId } from './ids.ts';
import type { PlannedUnit } from './unit.ts';

/** What a person can say to a decision. */
export const DECISION_ACTIONS = [
  'retry',
  'fixed_by_hand',
  'accept',
  'skip',
  'reassign',
  'abort',
] as const;
export type DecisionAction = (typeof DECISION_ACTIONS)[number];

export type DecisionOption = {
  /** 1, 2, … as `decide ID --option N` takes it. */
  readonly n: number;
  readonly action: DecisionAction;
  readonly label: string;
  /** reassign: the backend that takes over. */
  readonly backend?: string;
};

/**
 * What a decision is about: a unit that cannot go on, one whose task was
 * changed or taken out of tasks.md after it had begun, a budget of the whole
 * run that is used up, or what keeps the complete run from landing: nobody
 * could review everything together, or the checks are red on it.
 */
export const DECISION_KINDS = [
  'stuck',
  'changed',
  'removed',
  'budget',
  'final_review',
  'gate',
] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** A question only a person can answer. */
export type Decision = {
  readonly id: DecisionId;
  readonly task_id: TaskId;
  readonly kind: DecisionKind;
  /** changed: the unit as tasks.md has it now. */
  readonly plan?: PlannedUnit;
  /** budget: which one is used up. */
  readonly budget?: BudgetName;
  /** stuck: CLIs that a `retry` says are usable again (somebody logged in). */
  readonly backends?: readonly string[];
  readonly priority: 'critical' | 'high' | 'normal';
  /** Written for a person: what was tried, what is open, where the logs are. */
  readonly context: string;
  readonly options: readonly DecisionOption[];
  readonly created_at: string;
  readonly answer: DecisionAnswer | null;
};

export type DecisionAnswer = {
  readonly option: number;
  readonly action: DecisionAction;
  readonly note: string | null;
  /** reassign: the backend that takes over. */
  readonly backend?: string;
  readonly by: string;
  readonly at: string;
};
