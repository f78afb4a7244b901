import type { Attempt } from './attempt.ts';
import type { CheckRun } from './check.ts';
import type { Decision } from './decision.ts';
import type { EventOf, RunFacts } from './event.ts';
import type { Failure } from './failure.ts';
import type { FinalReport } from './finding.ts';
import type { TaskId } from './ids.ts';
import type { Tick } from './tick.ts';
import type { Unit } from './unit.ts';

/** The version of what is written to disk; raised with a migration and a fixture. */
export const SCHEMA_VERSION = 1;

/** A width, and since when it is in force: what started before says nothing about it. */
export type Width = { readonly agents: number; readonly since: string };

/** The review of everything together, before it lands. */
export type WholeReview = {
  /** `waived`: a person lets the run land without one. */
  readonly status: 'due' | 'done' | 'waived';
  /** What it found, latest last. */
  readonly reports: readonly FinalReport[];
  /** Attempts of the whole run that were made for an earlier one. */
  readonly after: number;
};

/** The checks on everything together, before it lands. */
export type Gate = {
  readonly is_running: boolean;
  /** Null until they ran on what is integrated now. */
  readonly run: CheckRun | null;
  /** A person lets the run land as it is. */
  readonly is_waived: boolean;
};

/** What agents learned, on its way into the repository. */
export type Learning = {
  readonly status: 'due' | 'running' | 'done';
  readonly kept: readonly EventOf<'learnings_kept'>[];
};

/**
 * Everything that is known of a run: the sum of its journal. Immutable;
 * `engine/reduce.ts` makes the next one.
 */
export type State = {
  readonly seq: number;
  readonly run: RunFacts | null;
  readonly started_at: string | null;
  /** Time of the latest start. */
  readonly resumed_at: string | null;
  /** Time of the last event. */
  readonly updated_at: string | null;
  readonly is_planning: boolean;
  readonly is_planned: boolean;
  /** What a person edited in a plan that is a draft: it holds in the one that follows. */
  readonly draft_edits: readonly EventOf<'state_edited'>[];
  readonly assigned_by: string | null;
  readonly plan_notes: readonly string[];
  readonly window_mapping: Readonly<Record<string, string>>;
  /** In file order. */
  readonly units: readonly Unit[];
  /** Place of each unit in `units`. */
  readonly index: ReadonlyMap<TaskId, number>;
  /** Longest remaining path of each unit, in tasks: who goes first. */
  readonly paths: ReadonlyMap<TaskId, number>;
  /** Units whose files meet and that no dependency path orders, by unit. */
  readonly apart: ReadonlyMap<TaskId, ReadonlySet<TaskId>>;
  /** The checks on what the run started from; null until they ran. */
  readonly baseline: CheckRun | null;
  readonly is_taking_baseline: boolean;
  /** Names of checks that have passed once on the integrated work, or before the run. */
  readonly green_checks: ReadonlySet<string>;
  /** Attempts of the whole run: assign, orchestrate. */
  readonly run_attempts: readonly Attempt[];
  readonly decisions: readonly Decision[];
  /** The unit that is being put on the integration branch. */
  readonly integrating: TaskId | null;
  /** The unit whose commit is being taken back; a start that finds it ends that first. */
  readonly reverting?: TaskId | null;
  readonly whole_review: WholeReview;
  readonly gate: Gate;
  readonly learning: Learning;
  readonly is_landing: boolean;
  readonly landing: EventOf<'landed'> | EventOf<'landing_failed'> | null;
  /** CLIs that asked for a pause, with the ISO time it ends. */
  readonly parked: Readonly<Record<string, string>>;
  /** CLIs that cannot work before a person or the next start changes something, with what they said. */
  readonly closed: Readonly<Record<string, Failure>>;
  /** How many agents of a CLI its service bears at once, learned from rate limits. */
  readonly widths: Readonly<Record<string, Width>>;
  /** `--mode llm`: what the orchestrator may have now. */
  readonly tick: Tick;
  readonly finished: EventOf<'run_finished'> | null;
};
