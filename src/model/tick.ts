import type { AttemptId } from './ids.ts';

/** What the orchestrator of `--mode llm` can ask for; the words are part of what it answers. */
export const TICK_ACTIONS = [
  'assign_dispatch',
  'dispatch_batch',
  'dispatch_reviews',
  'consolidate_reviews',
  'sync_pulse',
  'halt',
] as const;
export type TickAction = (typeof TICK_ACTIONS)[number];

/** What an orchestrate attempt answers, as its schema has it. */
export type OrchestrateAnswer = {
  readonly decision: 'COMPLETE' | 'CONTINUE';
  readonly actions: readonly { readonly type: TickAction }[];
  readonly notes?: string | null;
};

/** What became of one tick: the engine grants or refuses, the orchestrator only asks. */
export type TickEnd = {
  /** Null where nobody was asked. */
  readonly attempt_id: AttemptId | null;
  readonly granted: readonly TickAction[];
  /** One sentence each; told back in the next tick. */
  readonly refused: readonly string[];
  readonly notes: string;
  /** Decided as without an orchestrator, because it gave no usable answer. */
  readonly is_fallback: boolean;
};

/** What the last tick left in force. */
export type Tick = {
  /** Empty as soon as something ended since: what was granted was granted for then. */
  readonly granted: readonly TickAction[];
  readonly refused: readonly string[];
  readonly notes: string;
  /** Answers in a row that could not be used. */
  readonly misses: number;
  /** Something ended that it has not seen. */
  readonly has_news: boolean;
  /** Something was done in this start, by whomever it was granted. */
  readonly has_acted: boolean;
};

/** Before the first tick: everything is news. */
export const FIRST_TICK: Tick = {
  granted: [],
  refused: [],
  notes: '',
  misses: 0,
  has_news: true,
  has_acted: false,
};
