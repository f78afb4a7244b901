import type { Criticality } from './assignment.ts';
import type {
  Attempt,
  AttemptEnd,
  AttemptProcess,
  Evidence,
} from './attempt.ts';
import type { CheckRun } from './check.ts';
import type { Decision, DecisionAnswer } from './decision.ts';
import type { FinalReport, Finding } from './finding.ts';
import type { AttemptId, DecisionId, RunId, TaskId } from './ids.ts';
import type { RestoredUnit } from './restored.ts';
import type { Status } from './status.ts';
import type { Step } from './step.ts';
import type { TickEnd } from './tick.ts';
import type { PlannedUnit, Taking } from './unit.ts';

/** How units are kept apart: a worktree each, or manifests in one folder. */
export type Isolation = 'worktree' | 'shared';

/** What a run is about; settled at its first start. */
export type RunFacts = {
  readonly run_id: RunId;
  /** The spec folder, relative to the workdir, posix separators. */
  readonly spec_path: string;
  readonly session_name: string;
  readonly isolation: Isolation;
  /** Branch that was checked out at the start; null when detached or no git. */
  readonly target_branch: string | null;
  /** Null in shared mode. */
  readonly integration_branch: string | null;
  /** Commit the run started from; null in shared mode. */
  readonly base_commit: string | null;
  /** The file system folds case: `A.ts` and `a.ts` are one file. */
  readonly folds_case?: boolean;
};

/** A change of status. `blocked` says what frees the unit and where it goes back to. */
export type UnitStatusChange = {
  readonly type: 'unit_status';
  readonly task_id: TaskId;
  readonly from: Status;
  readonly to: Status;
  readonly reason: string;
  readonly freed_by?: DecisionId | TaskId;
  /** ISO time before which no attempt starts. */
  readonly retry_at?: string;
};

/** What a person may change in AGENT_STATE.json between runs. */
export type StateEdit = {
  readonly status?: 'not_started' | 'completed' | 'canceled';
  readonly owner_agent?: string;
  readonly criticality?: Criticality;
  readonly writes?: readonly string[];
  readonly reads?: readonly string[];
  readonly dependencies?: readonly TaskId[];
  readonly target_window?: string | null;
  readonly max_fix_attempts?: number;
};

/** A unit whose commit was taken back by another one. */
export type RevertedUnit = {
  readonly task_id: TaskId;
  /** The unit's own commit. */
  readonly commit: string;
  /** The one that takes it back; null where nothing of it was left. */
  readonly revert: string | null;
};

/** One fact. The journal is a list of these and nothing else. */
export type EventBody =
  | ({ readonly type: 'run_started'; readonly resumed: boolean } & RunFacts)
  | { readonly type: 'planning_started' }
  | {
      readonly type: 'plan_ready';
      readonly units: readonly PlannedUnit[];
      readonly window_mapping: Readonly<Record<string, string>>;
      readonly max_fix_attempts: number;
      /** Backend whose assignment was used; null = tasks.md and design.md alone. */
      readonly assigned_by: string | null;
      readonly notes: readonly string[];
      /** As tasks.md and design.md alone have it, before somebody is asked: another one follows. */
      readonly is_draft?: true;
    }
  /** tasks.md was edited: units that joined, and units that are to be done as they stand there now. */
  | {
      readonly type: 'plan_changed';
      readonly added: readonly PlannedUnit[];
      readonly changed: readonly PlannedUnit[];
    }
  | UnitStatusChange
  | ({ readonly type: 'attempt_started' } & Omit<
      Extract<Attempt, { status: 'running' }>,
      'status' | 'started_at' | 'process'
    >)
  | ({
      readonly type: 'attempt_ended';
      readonly attempt_id: AttemptId;
      readonly task_id: TaskId;
    } & AttemptEnd)
  /** The attempt's process exists: a later start ends what is left of it. */
  | ({
      readonly type: 'process_started';
      readonly task_id: TaskId;
      readonly attempt_id: AttemptId;
    } & AttemptProcess)
  /** A unit wrote beside its manifest: the files are its own from here on. */
  | {
      readonly type: 'manifest_grown';
      readonly task_id: TaskId;
      readonly writes: readonly string[];
    }
  /** The checks are about to run on what the run started from. */
  | { readonly type: 'baseline_started' }
  | ({ readonly type: 'baseline_ended' } & CheckRun)
  /** A unit's work was taken as it is, without an agent. */
  | {
      readonly type: 'work_taken';
      readonly task_id: TaskId;
      readonly by: Taking;
      readonly evidence: Evidence;
      /** Files in which both sides stand between conflict markers. */
      readonly conflicts: readonly string[];
    }
  | { readonly type: 'checks_started'; readonly task_id: TaskId }
  | ({ readonly type: 'checks_ended'; readonly task_id: TaskId } & CheckRun)
  | {
      readonly type: 'review_ended';
      readonly task_id: TaskId;
      readonly severity: FinalReport['severity'];
      readonly report: FinalReport;
    }
  | {
      readonly type: 'findings_opened';
      readonly task_id: TaskId;
      readonly findings: readonly Finding[];
    }
  | {
      readonly type: 'decision_opened';
      readonly task_id: TaskId;
      readonly decision: Decision;
    }
  | {
      readonly type: 'decision_answered';
      readonly task_id: TaskId;
      readonly decision_id: DecisionId;
      readonly answer: DecisionAnswer;
    }
  | { readonly type: 'integration_started'; readonly task_id: TaskId }
  | {
      readonly type: 'integrated';
      readonly task_id: TaskId;
      /** Null in shared mode and for units that changed nothing. */
      readonly commit: string | null;
    }
  | {
      readonly type: 'integration_failed';
      readonly task_id: TaskId;
      readonly findings: readonly Finding[];
    }
  /** The review of everything together is in; fix units that follow are added in one go with it. */
  | { readonly type: 'final_review_ended'; readonly report: FinalReport }
  /** The checks are about to run on everything together. */
  | { readonly type: 'gate_started' }
  | ({ readonly type: 'gate_ended' } & CheckRun)
  | { readonly type: 'learnings_started' }
  /** What agents learned was put into the repository. */
  | {
      readonly type: 'learnings_kept';
      /** Null where nothing new was to be written. */
      readonly commit: string | null;
      /** Files that have them now. */
      readonly files: readonly string[];
      /** What could not be written, and why. */
      readonly notes: readonly string[];
    }
  | { readonly type: 'landing_started' }
  | {
      readonly type: 'landed';
      readonly commit: string | null;
      readonly branch: string | null;
      /** What the checks said where the target branch had moved. */
      readonly checks?: CheckRun;
    }
  | {
      readonly type: 'landing_failed';
      readonly reason: string;
      /** The command a person can run instead. */
      readonly command: string;
      /** What the checks said where the target branch had moved. */
      readonly checks?: CheckRun;
    }
  | {
      readonly type: 'config_changed';
      readonly changes: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'state_edited';
      readonly task_id: TaskId;
      readonly edited_at: string;
      readonly changes: StateEdit;
    }
  /** The journal was gone: what the state file says of a unit is taken as it is. */
  | ({
      readonly type: 'unit_restored';
      readonly task_id: TaskId;
    } & RestoredUnit)
  /** Commits that take units back are about to be put on the integration branch. */
  | { readonly type: 'revert_started'; readonly task_id: TaskId }
  | {
      readonly type: 'revert_ended';
      readonly task_id: TaskId;
      readonly reverted: readonly RevertedUnit[];
      /** Why nothing was reverted; null where it was. */
      readonly problem: string | null;
    }
  /** `--mode llm`: what the orchestrator asked for was granted or refused. */
  | ({ readonly type: 'tick_ended' } & TickEnd)
  | {
      readonly type: 'run_finished';
      readonly exit_code: number;
      readonly completed: number;
      readonly total: number;
      readonly landed: boolean;
      readonly reason: string;
      /** The start was one step of a run, and that is over. */
      readonly step?: Step;
    };

/** An event as the journal holds it: numbered and dated. */
export type Event = EventBody & {
  /** 1, 2, … without gaps. */
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
};

/** One event of a given type. */
export type EventOf<Type extends EventBody['type']> = Extract<
  EventBody,
  { type: Type }
>;
