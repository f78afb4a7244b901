import type { Attempt } from './attempt.ts';
import type { Decision } from './decision.ts';
import type { EventOf, RunFacts } from './event.ts';
import type { TaskId } from './ids.ts';
import type { Unit } from './unit.ts';

/** The version of what is written to disk; raised with a migration and a fixture. */
export const SCHEMA_VERSION = 1;

/**
 * Everything that is known of a run: the sum of its journal. Immutable;
 * `engine/reduce.ts` makes the next one.
 */
export type State = {
  readonly seq: number;
  readonly run: RunFacts | null;
  readonly started_at: string | null;
  /** Time of the last event. */
  readonly updated_at: string | null;
  readonly is_planning: boolean;
  readonly is_planned: boolean;
  readonly assigned_by: string | null;
  readonly plan_notes: readonly string[];
  readonly window_mapping: Readonly<Record<string, string>>;
  /** In file order. */
  readonly units: readonly Unit[];
  /** Place of each unit in `units`. */
  readonly index: ReadonlyMap<TaskId, number>;
  /** Longest remaining path of each unit, in tasks: who goes first. */
  readonly paths: ReadonlyMap<TaskId, number>;
  /** Attempts of the whole run: assign, orchestrate. */
  readonly run_attempts: readonly Attempt[];
  readonly decisions: readonly Decision[];
  /** The unit that is being put on the integration branch. */
  readonly integrating: TaskId | null;
  readonly is_landing: boolean;
  readonly landing: EventOf<'landed'> | EventOf<'landing_failed'> | null;
  /** Backends that asked for a pause, with the ISO time it ends. */
  readonly parked: Readonly<Record<string, string>>;
  readonly finished: EventOf<'run_finished'> | null;
};
