import type { UnitType } from './assignment.ts';
import type { EndedAttempt } from './attempt.ts';
import type { Finding, FinalReport } from './finding.ts';
import type { Status } from './status.ts';

/**
 * One row of AGENT_STATE.json's `tasks`: a unit or one of its subtasks. The
 * names are those of the original schema, so that tools written for it go on
 * working; what came later stands at the end.
 */
export type AgentStateTask = {
  readonly task_id: string;
  readonly description: string;
  readonly type: UnitType;
  readonly status: Status;
  readonly owner_agent: string;
  readonly dependencies: readonly string[];
  readonly criticality: string;
  readonly is_optional: boolean;
  readonly parent_id: string | null;
  readonly subtasks: readonly string[];
  readonly details: readonly string[];
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly fix_attempts: number;
  readonly max_fix_attempts: number;
  readonly escalated: boolean;
  readonly escalated_at: string | null;
  readonly original_agent: string | null;
  readonly last_review_severity: string | null;
  readonly review_history: readonly ReviewHistoryEntry[];
  readonly blocked_reason: string | null;
  readonly blocked_by: string | null;
  readonly exit_code: number | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly files_changed: readonly string[];
  readonly coverage: number | null;
  readonly tests_passed: number | null;
  readonly tests_failed: number | null;
  readonly window_id: string | null;
  readonly pane_id: string | null;
  readonly target_window: string | null;
  readonly created_at: string | null;
  readonly completed_at: string | null;
  /** Units only: the commit on the integration branch. */
  readonly commit: string | null;
  /** Units only: one entry an attempt. */
  readonly attempts: readonly AgentStateAttempt[];
  readonly subtask_results: Readonly<Record<string, Status>>;
  /** Why the unit waits right now, null when it does not. */
  readonly wait_reason: string | null;
};

export type ReviewHistoryEntry = {
  readonly round: number;
  readonly severity: string;
  readonly reviewers: readonly string[];
  readonly at: string;
};

export type AgentStateAttempt = {
  readonly attempt_id: string;
  readonly role: string;
  readonly agent: string;
  readonly backend: string;
  readonly status: 'running' | 'ended';
  readonly outcome: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly ref: string | null;
  readonly usage: EndedAttempt['usage'];
};

export type ReviewFinding = {
  readonly task_id: string;
  readonly reviewer: string;
  readonly severity: string;
  readonly summary: string;
  readonly details: string;
  readonly created_at: string;
};

export type AgentStateDecision = {
  readonly id: string;
  readonly task_id: string;
  readonly priority: string;
  readonly context: string;
  readonly options: readonly {
    readonly n: number;
    readonly action: string;
    readonly label: string;
  }[];
  readonly created_at: string;
};

/** AGENT_STATE.json: a snapshot for tools and people, and what a person may edit between runs. */
export type AgentState = {
  readonly schema_version: number;
  readonly run_id: string;
  /** The journal's last event that is contained. */
  readonly seq: number;
  readonly spec_path: string;
  readonly session_name: string;
  readonly target_branch: string | null;
  readonly integration_branch: string | null;
  readonly tasks: readonly AgentStateTask[];
  readonly review_findings: readonly ReviewFinding[];
  readonly final_reports: readonly (FinalReport & {
    readonly task_id: string;
  })[];
  readonly blocked_items: readonly {
    readonly task_id: string;
    readonly blocking_reason: string;
    readonly required_resolution: string;
    readonly created_at: string;
  }[];
  readonly pending_decisions: readonly AgentStateDecision[];
  readonly deferred_fixes: readonly (Finding & { readonly task_id: string })[];
  readonly window_mapping: Readonly<Record<string, string>>;
  readonly updated_at: string;
};
