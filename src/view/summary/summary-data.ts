import type { Learned } from '../../engine/end/learnings.ts';
import type { Decision } from '../../model/decision.ts';
import type { RunFacts } from '../../model/event.ts';
import type { Finding, Severity } from '../../model/finding.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Status } from '../../model/status.ts';
import type { RequirementCoverage } from '../coverage.ts';
import type { NextCommand } from '../next-command.ts';
import type { Progress } from '../progress.ts';
import type { Spent } from '../time-account.ts';
import type { RunUsage } from '../usage.ts';

/** One unit, as the end of a run tells it. */
export type UnitSummary = {
  readonly task_id: TaskId;
  readonly description: string;
  readonly status: Status;
  /** The backend that did the last work, the owner where none did. */
  readonly agent: string;
  readonly attempts: number;
  readonly fixes: number;
  readonly files: number;
  readonly commit: string | null;
  /** Whether its last review was another vendor's; null before the first. */
  readonly independent_review: boolean | null;
  /** What its last review said; null before the first. */
  readonly verdict: Severity | null;
};

/** What became of the review of everything together. */
export type FinalReviewSummary = {
  readonly severity: Severity;
  readonly summary: string;
  readonly reviewers: readonly string[];
  /** Units that were added to answer it. */
  readonly fixed_by: readonly TaskId[];
};

/** The data of the final summary: what is done, where it is, what is left and what to do about it. */
export type Summary = {
  readonly spec_path: string;
  readonly progress: Progress;
  /** Tasks of tasks.md that have no subtasks, those given up left out. */
  readonly tasks: { readonly completed: number; readonly total: number };
  readonly is_complete: boolean;
  readonly duration_ms: number;
  readonly units: readonly UnitSummary[];
  /** Files changed, those that most units touched first. */
  readonly key_files: readonly {
    readonly path: string;
    readonly units: readonly TaskId[];
  }[];
  readonly findings: readonly (Finding & {
    readonly task_id: TaskId;
    readonly is_deferred: boolean;
  })[];
  /** Null where there was none: a single unit, switched off, or not yet. */
  readonly final_review: FinalReviewSummary | null;
  /** A person let it land without one. */
  readonly is_review_waived: boolean;
  /** Requirement by requirement, who answers it. */
  readonly requirements: readonly RequirementCoverage[];
  /** What agents say they learned. */
  readonly learnings: readonly Learned[];
  /** Where what can be used again was written down. */
  readonly learned_in: readonly string[];
  /** Why some of it was not. */
  readonly learning_notes: readonly string[];
  /** Writes the deferred findings as a task list; null where there are none. */
  readonly deferred_command: string | null;
  /** Shows all of this without a cut. */
  readonly report_command: string;
  readonly usage: RunUsage;
  /** Where the time of all units together went; null where no journal was given. */
  readonly time: Spent | null;
  /** How much of its duration nobody ran it; 0 where no journal was given. */
  readonly stopped_ms: number;
  /** What a person should know of the checks, one sentence each. */
  readonly check_notes: readonly string[];
  readonly run: RunFacts | null;
  readonly landing: State['landing'];
  readonly decisions: readonly (Decision & {
    /** One command an option. */
    readonly commands: readonly string[];
  })[];
  readonly not_done: readonly {
    readonly task_id: TaskId;
    readonly description: string;
    readonly why: string;
  }[];
  /** What agents were allowed, as it was passed to them: one line a backend and permission. */
  readonly permissions: readonly string[];
  /** Why the run ended, as the run itself said. */
  readonly reason: string | null;
  readonly logs: string;
  readonly next: NextCommand;
};
