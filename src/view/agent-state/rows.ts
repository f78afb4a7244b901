import type {
  AgentStateAttempt,
  AgentStateTask,
} from '../../model/agent-state.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { endedWork, lastReport, outcomeWord } from '../attempts.ts';
import { currentEvidence } from '../../model/state-access.ts';
import { subtaskRows } from '../subtasks.ts';
import type { SubtaskRow } from '../subtasks.ts';
import type { Waits } from '../waits.ts';

/** Where a terminal shows what a unit's agents print: ids of tmux. */
export type Windows = ReadonlyMap<
  TaskId,
  { readonly window_id: string; readonly pane_id: string }
>;

/** What of a row depends on the moment and on who looks, not on what happened. */
export type Momentary = { readonly waits: Waits; readonly windows: Windows };

/** The rows of a unit in AGENT_STATE.json: its own, then one a subtask. */
export const unitRows = (
  unit: Unit,
  state: State,
  momentary: Momentary,
): readonly AgentStateTask[] => [
  unitRow(unit, state, momentary),
  ...subtaskRows(unit).map((row) => subtaskRow(unit, row)),
];

function unitRow(
  unit: Unit,
  state: State,
  { waits, windows }: Momentary,
): AgentStateTask {
  const { plan } = unit;
  const { assignment } = plan;
  return {
    task_id: plan.task_id,
    description: plan.description,
    type: assignment.type,
    status: unit.status,
    owner_agent: unit.reassigned_to ?? assignment.owner_agent,
    dependencies: plan.dependencies,
    criticality: assignment.criticality,
    is_optional: plan.is_optional,
    parent_id: null,
    subtasks: subtaskRows(unit)
      .filter((row) => row.parent_id === plan.task_id)
      .map((row) => row.task.task_id),
    details: plan.details,
    writes: assignment.writes,
    reads: assignment.reads,
    fix_attempts: unit.fix_attempts,
    max_fix_attempts: unit.max_fix_attempts,
    ...escalation(unit, state),
    ...reviews(unit),
    ...results(unit),
    blocked_reason: unit.status === 'blocked' ? unit.reason : null,
    blocked_by: unit.status === 'blocked' ? unit.freed_by : null,
    window_id: windows.get(plan.task_id)?.window_id ?? null,
    pane_id: windows.get(plan.task_id)?.pane_id ?? null,
    target_window:
      assignment.target_window ?? state.window_mapping[plan.task_id] ?? null,
    created_at: unit.created_at,
    completed_at: unit.status === 'completed' ? unit.completed_at : null,
    commit: unit.commit,
    attempts: unit.attempts.map(attemptRow),
    subtask_results: unit.subtask_results,
    wait_reason: waits.get(plan.task_id)?.text ?? null,
  };
}

/** Escalated: a person was asked about the unit, or another backend took it over. */
function escalation(
  unit: Unit,
  state: State,
): Pick<AgentStateTask, 'escalated' | 'escalated_at' | 'original_agent'> {
  const first = state.decisions.find(
    (decision) => decision.task_id === unit.plan.task_id,
  );
  const { reassigned_to } = unit;
  return {
    escalated: first !== undefined || reassigned_to !== null,
    escalated_at: first?.created_at ?? null,
    original_agent:
      reassigned_to === null ? null : unit.plan.assignment.owner_agent,
  };
}

const reviews = (
  unit: Unit,
): Pick<AgentStateTask, 'last_review_severity' | 'review_history'> => ({
  last_review_severity: unit.reports.at(-1)?.severity ?? null,
  review_history: unit.reports.map((report) => ({
    round: report.round,
    severity: report.severity,
    reviewers: report.reviewers,
    at: report.at,
  })),
});

type Results = Pick<
  AgentStateTask,
  | 'exit_code'
  | 'output'
  | 'error'
  | 'files_changed'
  | 'coverage'
  | 'tests_passed'
  | 'tests_failed'
>;

function results(unit: Unit): Results {
  const last = endedWork(unit).at(-1);
  const report = lastReport(unit);
  return {
    exit_code: last?.exit_code ?? null,
    output: last?.output ?? null,
    error:
      last?.outcome.type === 'failed' ? last.outcome.failure.message : null,
    files_changed: currentEvidence(unit)?.files_changed ?? [],
    coverage: report?.coverage ?? null,
    tests_passed: report?.tests?.passed ?? null,
    tests_failed: report?.tests?.failed ?? null,
  };
}

function attemptRow(attempt: Attempt): AgentStateAttempt {
  const ended = attempt.status === 'ended' ? attempt : null;
  return {
    attempt_id: attempt.attempt_id,
    role: attempt.role,
    agent: attempt.agent,
    backend: attempt.backend,
    status: attempt.status,
    outcome: outcomeWord(attempt),
    started_at: attempt.started_at,
    ended_at: ended?.ended_at ?? null,
    ref: ended?.evidence?.ref ?? null,
    usage: ended?.usage ?? null,
  };
}

/** What only a unit has: of a subtask the file shows what it is and how far. */
const OF_UNITS_ONLY = {
  dependencies: [],
  writes: [],
  reads: [],
  fix_attempts: 0,
  escalated: false,
  escalated_at: null,
  original_agent: null,
  last_review_severity: null,
  review_history: [],
  exit_code: null,
  output: null,
  files_changed: [],
  coverage: null,
  tests_passed: null,
  tests_failed: null,
  window_id: null,
  pane_id: null,
  target_window: null,
  commit: null,
  attempts: [],
  subtask_results: {},
  wait_reason: null,
} satisfies Partial<AgentStateTask>;

function subtaskRow(unit: Unit, row: SubtaskRow): AgentStateTask {
  const { task, status } = row;
  const { assignment, task_id } = unit.plan;
  const isNew = status === 'completed' && !task.is_done;
  const error =
    lastReport(unit)?.subtasks?.find((said) => said.task_id === task.task_id)
      ?.error ?? null;
  return {
    ...OF_UNITS_ONLY,
    task_id: task.task_id,
    description: task.description,
    type: assignment.type,
    status,
    owner_agent: unit.reassigned_to ?? assignment.owner_agent,
    criticality: assignment.criticality,
    is_optional: task.is_optional,
    parent_id: row.parent_id,
    subtasks: row.children,
    details: task.details,
    max_fix_attempts: unit.max_fix_attempts,
    blocked_reason: status === 'blocked' ? subtaskBlock(unit, error) : null,
    blocked_by: status === 'blocked' ? task_id : null,
    error,
    created_at: unit.created_at,
    completed_at:
      isNew && unit.status === 'completed' ? unit.completed_at : null,
  };
}

const subtaskBlock = (unit: Unit, error: string | null): string =>
  error ?? (unit.status === 'blocked' ? unit.reason : 'reported as failed');
