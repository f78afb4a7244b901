import type {
  AgentState,
  AgentStateTask,
} from '../../src/model/agent-state.ts';
import type { ConfigFile } from '../../src/model/config.ts';
import type { Event, EventBody } from '../../src/model/event.ts';
import { attemptId, decisionId, runId, taskId } from '../../src/model/ids.ts';

const AT = '2025-01-01T00:00:00.000Z';

const finding = {
  fingerprint: 'f1',
  severity: 'major',
  description: 'No test covers the empty list.',
  file: 'src/list.ts',
  line: 12,
  source: 'review',
  said_by: ['2/review-1'],
} as const;

const report = {
  round: 1,
  tree: 'abc',
  severity: 'major',
  summary: 'One thing is missing.',
  findings: [finding],
  reviewers: ['codex'],
  independent_review: true,
  at: AT,
} as const;

const usage = {
  input_tokens: 10,
  cached_input_tokens: 2,
  output_tokens: 3,
  cost_usd: 0.5,
};

const task: AgentStateTask = {
  task_id: '2',
  description: 'Build the list',
  type: 'code',
  status: 'fix_required',
  owner_agent: 'codex',
  dependencies: ['1'],
  criticality: 'standard',
  is_optional: false,
  parent_id: null,
  subtasks: ['2.1'],
  details: ['- keep it short'],
  writes: ['src/list.ts'],
  reads: ['src/item.ts'],
  fix_attempts: 1,
  max_fix_attempts: 3,
  escalated: true,
  escalated_at: AT,
  original_agent: 'gemini',
  last_review_severity: 'major',
  review_history: [
    { round: 1, severity: 'major', reviewers: ['codex'], at: AT },
  ],
  blocked_reason: null,
  blocked_by: null,
  exit_code: 0,
  output: 'done',
  error: null,
  files_changed: ['src/list.ts'],
  coverage: 81.5,
  tests_passed: 3,
  tests_failed: 0,
  window_id: null,
  pane_id: null,
  target_window: 'task-2',
  created_at: AT,
  completed_at: null,
  commit: null,
  attempts: [
    {
      attempt_id: '2/implement-1',
      role: 'implement',
      agent: 'codex',
      backend: 'codex',
      status: 'ended',
      outcome: 'succeeded',
      started_at: AT,
      ended_at: AT,
      ref: 'refs/orchestration/list/2/implement-1',
      usage,
    },
  ],
  subtask_results: { '2.1': 'completed' },
  wait_reason: 'waits for a slot',
};

/** A state in which every list has an entry and every optional value is there. */
export const agentState: AgentState = {
  schema_version: 1,
  run_id: 'r1',
  seq: 12,
  spec_path: '.kiro/specs/list',
  session_name: 'roundtable',
  target_branch: 'main',
  integration_branch: 'orchestration/list',
  tasks: [task],
  review_findings: [
    {
      task_id: '2',
      reviewer: 'codex',
      severity: 'major',
      summary: 'One thing is missing.',
      details: 'No test covers the empty list.',
      created_at: AT,
    },
  ],
  final_reports: [{ ...report, task_id: '2' }],
  blocked_items: [
    {
      task_id: '3',
      blocking_reason: 'needs a key',
      required_resolution: 'D1',
      created_at: AT,
    },
  ],
  pending_decisions: [
    {
      id: 'D1',
      task_id: '3',
      priority: 'high',
      context: 'The key is missing.',
      options: [{ n: 1, action: 'retry', label: 'Try again' }],
      created_at: AT,
    },
  ],
  deferred_fixes: [{ ...finding, severity: 'minor', task_id: '2' }],
  window_mapping: { 'task-2': '2' },
  updated_at: AT,
};

/** A config file that uses every key. */
export const configFile: Required<ConfigFile> = {
  $schema: './references/config-schema.json',
  agents: {
    codex: {
      command: 'codex',
      model: 'some-model',
      args: ['--flag'],
      network: true,
    },
  },
  roles: {
    code: ['codex'],
    ui: ['gemini', 'codex'],
    review: ['gemini'],
    assign: ['codex'],
  },
  checks: [{ name: 'tests', run: 'npm test', timeout: '10m' }],
  jobs: 4,
  timeout: '2h',
  worktrees: { dir: '../trees', setup: ['npm ci'] },
  env: { pass: ['NPM_TOKEN'] },
  review: { max_fix_attempts: 2 },
  commits: { sign: true },
  commitTicks: false,
};

const id = taskId('2');
const attempt = attemptId(id, 'implement', 1);
const answer = {
  option: 1,
  action: 'retry',
  note: 'key is there now',
  by: 'me',
  at: AT,
} as const;

/** One event of every type; that none is missing is checked where it is used. */
export const eventBodies: readonly EventBody[] = [
  {
    type: 'run_started',
    resumed: false,
    run_id: runId('r1'),
    spec_path: '.kiro/specs/list',
    session_name: 'roundtable',
    isolation: 'worktree',
    target_branch: 'main',
    integration_branch: 'orchestration/list',
    base_commit: 'abc',
  },
  { type: 'config_changed', changes: { jobs: 4 } },
  {
    type: 'plan_ready',
    units: [
      {
        task_id: id,
        line: 5,
        description: 'Build the list',
        details: ['- keep it short'],
        requirements: ['1.1'],
        is_optional: false,
        checkpoint: false,
        manual: false,
        subtasks: [
          {
            task_id: taskId('2.1'),
            line: 6,
            description: 'Write it',
            details: [],
            requirements: [],
            is_optional: false,
            is_done: false,
          },
        ],
        dependencies: [taskId('1')],
        why: ['2 needs 1: written so'],
        assignment: {
          type: 'code',
          owner_agent: 'codex',
          criticality: 'standard',
          writes: ['src/list.ts'],
          reads: [],
          target_window: null,
        },
        manifest: 'declared',
        files: ['src/list.ts'],
        content: '0011223344556677',
      },
    ],
    window_mapping: {},
    max_fix_attempts: 3,
    assigned_by: 'codex',
    notes: [],
  },
  {
    type: 'state_edited',
    task_id: id,
    edited_at: AT,
    changes: { criticality: 'complex' },
  },
  {
    type: 'unit_status',
    task_id: id,
    from: 'not_started',
    to: 'in_progress',
    reason: 'started',
  },
  {
    type: 'attempt_started',
    attempt_id: attempt,
    task_id: id,
    role: 'implement',
    n: 1,
    agent: 'codex',
    backend: 'codex',
    mark: 'm1',
  },
  {
    type: 'attempt_ended',
    attempt_id: attempt,
    task_id: id,
    outcome: { type: 'succeeded' },
    exit_code: 0,
    session_id: 's1',
    usage,
    evidence: {
      ref: 'refs/orchestration/list/2/implement-1',
      commit: 'def',
      base: 'abc',
      tree: 'fff',
      files_changed: ['src/list.ts'],
      notes: [],
    },
    report: { status: 'completed', summary: 'done' },
    verdict: null,
    output: 'done',
  },
  { type: 'checks_started', task_id: id },
  {
    type: 'checks_ended',
    task_id: id,
    tree: 'fff',
    passed: true,
    results: [
      {
        name: 'tests',
        run: 'npm test',
        passed: true,
        exit_code: 0,
        output: 'ok',
        duration_ms: 5,
      },
    ],
  },
  { type: 'review_ended', task_id: id, severity: 'major', report },
  { type: 'findings_opened', task_id: id, findings: [finding] },
  {
    type: 'decision_opened',
    task_id: id,
    decision: {
      id: decisionId(1),
      task_id: id,
      kind: 'stuck',
      priority: 'high',
      context: 'The key is missing.',
      options: [{ n: 1, action: 'retry', label: 'Try again' }],
      created_at: AT,
      answer: null,
    },
  },
  {
    type: 'decision_answered',
    task_id: id,
    decision_id: decisionId(1),
    answer,
  },
  { type: 'integration_started', task_id: id },
  { type: 'integration_failed', task_id: id, findings: [finding] },
  { type: 'integrated', task_id: id, commit: 'def' },
  { type: 'plan_changed', added: [], changed: [] },
  { type: 'planning_started' },
  { type: 'landing_started' },
  { type: 'landing_failed', reason: 'conflict', command: 'git merge x' },
  { type: 'landed', commit: 'def', branch: 'main' },
  {
    type: 'run_finished',
    exit_code: 0,
    completed: 1,
    total: 1,
    landed: true,
    reason: 'complete',
  },
];

/** The same, as a journal holds them. */
export const events: readonly Event[] = eventBodies.map((body, place) => ({
  seq: place + 1,
  at: AT,
  ...body,
}));
