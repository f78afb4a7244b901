import type { AgentState, ReviewFinding } from '../../model/agent-state.ts';
import { FINAL_TASK } from '../../model/ids.ts';
import { SCHEMA_VERSION } from '../../model/state.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { unitRows } from './rows.ts';
import type { Windows } from './rows.ts';
import { freeingDecision, openDecisions } from '../decisions.ts';
import { deferredFindings } from '../deferred.ts';
import type { Waits } from '../waits.ts';

/** AGENT_STATE.json of a started run: every fact of the state under the names tools know. */
export function toAgentState(
  state: State,
  waits: Waits,
  windows: Windows = new Map(),
): AgentState {
  const { run } = state;
  if (run === null) {
    throw new Error('Internal error: expected a started run, got none');
  }
  const { units } = state;
  return {
    schema_version: SCHEMA_VERSION,
    run_id: run.run_id,
    seq: state.seq,
    spec_path: run.spec_path,
    session_name: run.session_name,
    target_branch: run.target_branch,
    integration_branch: run.integration_branch,
    tasks: units.flatMap((unit) => unitRows(unit, state, { waits, windows })),
    review_findings: units.flatMap(reviewFindings),
    final_reports: [
      ...units.flatMap(({ plan, reports }) =>
        reports.map((report) => ({ task_id: plan.task_id, ...report })),
      ),
      ...state.whole_review.reports.map((report) => ({
        task_id: FINAL_TASK,
        ...report,
      })),
    ],
    blocked_items: units.flatMap((unit) => blockedItems(unit, state)),
    pending_decisions: openDecisions(state).map(
      ({ id, task_id, priority, context, options, created_at }) => ({
        ...{ id, task_id, priority, context, options, created_at },
      }),
    ),
    deferred_fixes: [
      ...units.flatMap(({ plan, deferred }) =>
        deferred.map((finding) => ({ task_id: plan.task_id, ...finding })),
      ),
      ...deferredFindings(state).filter(
        ({ task_id }) => task_id === FINAL_TASK,
      ),
    ],
    window_mapping: state.window_mapping,
    updated_at: state.updated_at ?? '',
  };
}

/** One entry a verdict, as its reviewer gave it. */
function reviewFindings(unit: Unit): readonly ReviewFinding[] {
  return unit.attempts.flatMap((attempt) => {
    if (attempt.status === 'running' || attempt.verdict === null) return [];
    const { verdict } = attempt;
    const issues = (verdict.issues ?? []).map(
      (issue) => `[${issue.severity}] ${place(issue)}${issue.description}`,
    );
    return {
      task_id: unit.plan.task_id,
      reviewer: attempt.backend,
      severity: verdict.severity,
      summary: verdict.summary,
      details: [...(verdict.details ? [verdict.details] : []), ...issues].join(
        '\n',
      ),
      created_at: attempt.ended_at,
    };
  });
}

function place(issue: {
  readonly file?: string | null;
  readonly line?: number | null;
}): string {
  if (!issue.file) return '';
  return issue.line ? `${issue.file}:${issue.line}: ` : `${issue.file}: `;
}

function blockedItems(unit: Unit, state: State): AgentState['blocked_items'] {
  if (unit.status !== 'blocked') return [];
  const decision = freeingDecision(state, unit.freed_by);
  const isOwn = decision?.id === unit.freed_by;
  return [
    {
      task_id: unit.plan.task_id,
      blocking_reason: unit.reason,
      required_resolution: isOwn
        ? `answer ${decision.id}: orchestration-loop decide ${decision.id}`
        : `unit ${unit.freed_by} has to be completed`,
      created_at: decision?.created_at ?? unit.created_at,
    },
  ];
}
