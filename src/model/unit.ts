import type { Assignment, ManifestSource } from './assignment.ts';
import type { Attempt, Evidence } from './attempt.ts';
import type { CheckRun } from './check.ts';
import type { Finding, FinalReport } from './finding.ts';
import type { AttemptId, DecisionId, TaskId } from './ids.ts';
import type { Status } from './status.ts';

/** One subtask as its unit carries it. */
export type UnitTask = {
  readonly task_id: TaskId;
  readonly line: number;
  readonly description: string;
  readonly details: readonly string[];
  readonly requirements: readonly string[];
  readonly is_optional: boolean;
  /** Done before this run: carried, never sent again. */
  readonly is_done: boolean;
};

/** A dispatch unit with everything that is settled before it runs. */
export type PlannedUnit = {
  readonly task_id: TaskId;
  readonly line: number;
  readonly description: string;
  readonly details: readonly string[];
  /** Requirement tokens of the unit and its subtasks. */
  readonly requirements: readonly string[];
  readonly is_optional: boolean;
  readonly checkpoint: boolean;
  readonly manual: boolean;
  readonly subtasks: readonly UnitTask[];
  readonly dependencies: readonly TaskId[];
  readonly why: readonly string[];
  readonly assignment: Assignment;
  readonly manifest: ManifestSource;
  /** Files the text names, for prompts and for shared package files. */
  readonly files: readonly string[];
  /** Names what tasks.md says of the unit: another one is another task. */
  readonly content: string;
  /**
   * Of a bugfix spec's exploration unit: the units that fix the bug. Until they
   * are completed, failures in the test files that it adds are expected.
   */
  readonly red_until?: readonly TaskId[];
  /** What made the run add it; tasks.md does not know it, and its `line` is 0. */
  readonly added_by?: 'final_review' | 'gate';
};

/** Whether tasks.md has the unit: only such a one has a box there. */
export const isFromTasks = ({
  added_by,
}: Pick<PlannedUnit, 'added_by'>): boolean => added_by === undefined;

/**
 * How work is taken as it is, without an agent: put upon the tip again, or as
 * a person left it in the unit's folder.
 */
export const TAKINGS = ['rebase', 'hand'] as const;
export type Taking = (typeof TAKINGS)[number];

/** Work that was taken as it is. */
export type TakenWork = {
  readonly by: Taking;
  readonly evidence: Evidence;
  /** Files in which both sides stand between conflict markers. */
  readonly conflicts: readonly string[];
  /** How many attempts the unit had then. */
  readonly after: number;
};

/** What the engine knows of a unit, whatever its status. */
type UnitFacts = {
  readonly plan: PlannedUnit;
  readonly attempts: readonly Attempt[];
  /** Checks that ran on the unit's own tree, latest last. */
  readonly checks: readonly CheckRun[];
  readonly is_checking: boolean;
  /** Findings that a fix has to answer. */
  readonly open_findings: readonly Finding[];
  /** Minor findings, kept for later. */
  readonly deferred: readonly Finding[];
  readonly reports: readonly FinalReport[];
  /** Review attempts of the running round. */
  readonly review_round: readonly AttemptId[];
  /** Fix attempts that counted. */
  readonly fix_attempts: number;
  readonly max_fix_attempts: number;
  /** Infrastructure failures in a row. */
  readonly infra_failures: number;
  /** ISO time before which no new attempt starts. */
  readonly retry_at: string | null;
  /** The backend that plays the owner from now on; null = by role. */
  readonly reassigned_to: string | null;
  /** How its work comes back once it may begin again; null = an agent does it. */
  readonly take: Taking | null;
  /** Its work is being taken right now. */
  readonly is_taking: boolean;
  /** Work that was taken since the last attempt that brought some: it is what counts. */
  readonly taken: TakenWork | null;
  /** Note of a person for the next attempt. */
  readonly note: string | null;
  /** Files that its work and the integrated work changed at the last conflict. */
  readonly conflicts: readonly string[];
  /** Files it wrote beside its manifest, and holds since. */
  readonly grown_writes: readonly string[];
  /** Set by a person: the work as it is passes. */
  readonly is_accepted: boolean;
  /** The work is on the integration branch (or needs no commit). */
  readonly is_integrated: boolean;
  readonly subtask_results: Readonly<Record<string, Status>>;
  /** The commit on the integration branch; null in shared mode or before. */
  readonly commit: string | null;
  readonly created_at: string;
};

/**
 * A unit in its status, with what only that status has. The diagram and the
 * allowed moves stand in engine/transitions.ts.
 */
export type Unit = UnitFacts &
  (
    | {
        readonly status: Exclude<Status, 'blocked' | 'completed'>;
      }
    | {
        readonly status: 'blocked';
        readonly reason: string;
        /** What frees it: a decision or another unit. */
        readonly freed_by: DecisionId | TaskId;
        readonly resume: Status;
      }
    | { readonly status: 'completed'; readonly completed_at: string }
  );
