import type { Criticality } from './assignment.ts';
import type { Attempt, AttemptEnd } from './attempt.ts';
import type { CheckRun } from './check.ts';
import type { Decision, DecisionAnswer } from './decision.ts';
import type { FinalReport, Finding } from './finding.ts';
import type { AttemptId, DecisionId, RunId, TaskId } from './ids.ts';
import type { Status } from './status.ts';
import type { PlannedUnit } from './unit.ts';

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
      'status' | 'started_at'
    >)
  | ({
      readonly type: 'attempt_ended';
      readonly attempt_id: AttemptId;
      readonly task_id: TaskId;
    } & AttemptEnd)
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
  | { readonly type: 'landing_started' }
  | {
      readonly type: 'landed';
      readonly commit: string | null;
      readonly branch: string | null;
    }
  | {
      readonly type: 'landing_failed';
      readonly reason: string;
      /** The command a person can run instead. */
      readonly command: string;
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
  | {
      readonly type: 'run_finished';
      readonly exit_code: number;
      readonly completed: number;
      readonly total: number;
      readonly landed: boolean;
      readonly reason: string;
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
