import type { BudgetName } from '../../model/budget.ts';
import type { DecisionId, TaskId } from '../../model/ids.ts';

/**
 * Why the next step of a unit is not taken now. The engine acts on it and
 * people are told it: there is one opinion on why something waits.
 */
export type Hold =
  | { readonly type: 'dependency'; readonly on: readonly TaskId[] }
  /** A pause after a failure. */
  | { readonly type: 'retry'; readonly until: string }
  | FilesHold
  /** In a shared folder: agents that write and checks keep out of each other's way. */
  | {
      readonly type: 'checks';
      readonly why:
        /** It would write while checks run or are due. */
        | 'checking'
        /** Its checks wait for agents that write. */
        | 'writing';
      /** Nobody where the checks of the whole run are meant. */
      readonly on: readonly TaskId[];
    }
  | { readonly type: 'budget'; readonly name: BudgetName }
  /** Every backend that could do it pauses; this one is back first. */
  | {
      readonly type: 'backend';
      readonly backend: string;
      readonly until: string;
    }
  /** A person's answer to this gives it a backend again. */
  | { readonly type: 'decision'; readonly on: DecisionId }
  /** As many agents of this CLI, or in this role, run as may. */
  | {
      readonly type: 'cap';
      readonly of: 'backend' | 'role';
      readonly name: string;
      readonly most: number;
    }
  | { readonly type: 'slot'; readonly jobs: number }
  | ResourceHold
  | BaselineHold
  /** One unit at a time is put on the integration branch. */
  | { readonly type: 'integration'; readonly on: TaskId }
  /** `--mode llm`: the orchestrator has not asked for it. In a step: it is left to another one. */
  | { readonly type: 'tick' }
  /** No new work starts: the run ends with what runs. */
  | { readonly type: 'draining' }
  /** No new work starts until a person lets it go on. */
  | { readonly type: 'paused' };

/** Other units have the files, or the right to them. */
export type FilesHold = {
  readonly type: 'files';
  readonly on: readonly TaskId[];
  readonly why:
    /** They hold files that it needs. */
    | 'held'
    /** It runs alone, and they have begun. */
    | 'runs_alone'
    /** They run alone. */
    | 'beside_alone'
    /** They come first: both could start now. */
    | 'turn'
    /** It wrote beside its manifest, into files that are theirs. */
    | 'wrote';
};

/** All of a resource is in use, or goes to somebody who comes first. */
export type ResourceHold = {
  readonly type: 'resource';
  readonly name: string;
  /** Who has it or comes first, for people: `agent of 2`, `checks of 3`. */
  readonly on: readonly string[];
};

/** A failure is judged by what the checks said before the run, which is not known yet. */
export type BaselineHold = { readonly type: 'baseline' };
