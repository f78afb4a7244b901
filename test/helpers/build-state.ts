import {
  INITIAL_STATE,
  newUnit,
} from '../../src/engine/reduce/initial-state.ts';
import { placed } from '../../src/engine/reduce/placed.ts';
import type { Assignment, Role } from '../../src/model/assignment.ts';
import type {
  Attempt,
  AttemptEnd,
  EndedAttempt,
  Evidence,
} from '../../src/model/attempt.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Finding, FinalReport } from '../../src/model/finding.ts';
import { attemptId, decisionId, runId, taskId } from '../../src/model/ids.ts';
import type { RunFacts } from '../../src/model/event.ts';
import type { State } from '../../src/model/state.ts';
import type { Status } from '../../src/model/status.ts';
import type { PlannedUnit, Unit, UnitTask } from '../../src/model/unit.ts';

/** The run's first moment; `at(90)` is a minute and a half later. */
export const START = '2026-01-02T10:00:00.000Z';
export const at = (seconds: number): string =>
  new Date(Date.parse(START) + seconds * 1000).toISOString();

type PlanParts = Partial<Omit<PlannedUnit, 'assignment' | 'dependencies'>> & {
  readonly assignment?: Partial<Assignment>;
  readonly dependencies?: readonly string[];
};

/** A planned unit that writes a file of its own. */
export function buildPlan(id: string, parts: PlanParts = {}): PlannedUnit {
  const { assignment, dependencies, ...rest } = parts;
  return {
    task_id: taskId(id),
    line: 1,
    description: `Unit ${id}`,
    details: [],
    requirements: [],
    is_optional: false,
    checkpoint: false,
    manual: false,
    subtasks: [],
    why: [],
    manifest: 'declared',
    files: [],
    content: id,
    ...rest,
    dependencies: (dependencies ?? []).map(taskId),
    assignment: {
      type: 'code',
      owner_agent: 'codex',
      criticality: 'standard',
      writes: [`src/${id}.ts`],
      reads: [],
      target_window: null,
      ...assignment,
    },
  };
}

export const buildSubtask = (
  id: string,
  parts: Partial<UnitTask> = {},
): UnitTask => ({
  task_id: taskId(id),
  line: 1,
  description: `Subtask ${id}`,
  details: [],
  requirements: [],
  is_optional: false,
  is_done: false,
  ...parts,
});

type UnitParts = Partial<Omit<Unit, 'plan' | 'status'>> & {
  readonly plan?: PlanParts;
  readonly status?: Exclude<Status, 'blocked' | 'completed'>;
};

export const buildUnit = (id: string, parts: UnitParts = {}): Unit => {
  const { plan, status, ...facts } = parts;
  const unit = newUnit(buildPlan(id, plan), {
    createdAt: START,
    maxFixAttempts: 3,
  });
  return { ...unit, ...facts, status: status ?? 'not_started' };
};

export const completedUnit = (id: string, parts: UnitParts = {}): Unit => ({
  ...buildUnit(id, parts),
  status: 'completed',
  completed_at: at(300),
});

export const blockedUnit = (
  id: string,
  freed_by: string,
  parts: UnitParts & { readonly reason?: string } = {},
): Unit => {
  const { reason, ...rest } = parts;
  return {
    ...buildUnit(id, rest),
    status: 'blocked',
    reason: reason ?? 'three fixes did not help',
    freed_by: taskId(freed_by),
    resume: 'fix_required',
  };
};

type AttemptParts = Partial<Omit<EndedAttempt, 'status'>>;

export const runningAttempt = (
  unit: string,
  role: Role,
  parts: AttemptParts = {},
): Attempt => {
  const n = parts.n ?? 1;
  return {
    attempt_id: attemptId(taskId(unit), role, n),
    task_id: taskId(unit),
    role,
    n,
    agent: 'codex',
    backend: 'codex',
    mark: `mark-${unit}-${role}-${n}`,
    started_at: START,
    process: null,
    ...parts,
    status: 'running',
  };
};

const END: AttemptEnd = {
  outcome: { type: 'succeeded' },
  exit_code: 0,
  session_id: null,
  usage: null,
  evidence: null,
  report: null,
  verdict: null,
  output: '',
};

export const endedAttempt = (
  unit: string,
  role: Role,
  parts: AttemptParts = {},
): EndedAttempt => ({
  ...runningAttempt(unit, role, parts),
  ...END,
  ended_at: at(60),
  ...parts,
  status: 'ended',
});

export const buildEvidence = (
  files: readonly string[],
  parts: Partial<Evidence> = {},
): Evidence => ({
  ref: 'refs/orchestration/demo/1/implement-1',
  commit: 'c'.repeat(40),
  base: 'b'.repeat(40),
  tree: 'd'.repeat(40),
  files_changed: files,
  notes: [],
  ...parts,
});

export const buildFinding = (parts: Partial<Finding> = {}): Finding => ({
  fingerprint: 'f1',
  severity: 'minor',
  description: 'A name says too little',
  file: 'src/a.ts',
  line: 3,
  source: 'review',
  said_by: ['1/review-1'],
  ...parts,
});

export const buildReport = (parts: Partial<FinalReport> = {}): FinalReport => ({
  round: 1,
  tree: null,
  severity: 'none',
  summary: 'All good',
  findings: [],
  reviewers: ['gemini'],
  independent_review: true,
  at: at(120),
  ...parts,
});

export const buildDecision = (
  n: number,
  unit: string,
  parts: Partial<Decision> = {},
): Decision => ({
  id: decisionId(n),
  task_id: taskId(unit),
  kind: 'stuck',
  priority: 'normal',
  context: `Unit ${unit} failed its review three times`,
  options: [
    { n: 1, action: 'retry', label: 'Try once more' },
    { n: 2, action: 'skip', label: 'Leave it out' },
  ],
  created_at: at(200),
  answer: null,
  ...parts,
});

export const RUN: RunFacts = {
  run_id: runId('run-1'),
  spec_path: '.kiro/specs/demo',
  session_name: 'roundtable',
  isolation: 'worktree',
  target_branch: 'main',
  integration_branch: 'orchestration/demo',
  base_commit: 'a'.repeat(40),
};

/** A run that has its plan and is at its tenth minute. */
export const buildState = (
  units: readonly Unit[],
  parts: Partial<State> = {},
): State =>
  placed({
    ...INITIAL_STATE,
    seq: 10,
    run: RUN,
    started_at: START,
    resumed_at: START,
    updated_at: at(600),
    is_planned: true,
    ...parts,
    units,
  });
