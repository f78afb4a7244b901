import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../../src/engine/reduce/initial-state.ts';
import { toAgentState } from '../../../src/view/agent-state/agent-state.ts';
import { findWaits } from '../../../src/view/waits.ts';
import type { AgentStateTask } from '../../../src/model/agent-state.ts';
import type { State } from '../../../src/model/state.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildReport,
  buildState,
  buildSubtask,
  buildUnit,
  completedUnit,
  endedAttempt,
  runningAttempt,
} from '../../helpers/build-state.ts';

const rowsOf = (state: State): Record<string, AgentStateTask> =>
  Object.fromEntries(
    toAgentState(state, findWaits(state)).tasks.map((row) => [
      row.task_id,
      row,
    ]),
  );

const subtasks = [
  buildSubtask('2.1', { is_done: true }),
  buildSubtask('2.2'),
  buildSubtask('2.3'),
];

describe('AGENT_STATE.json', () => {
  test('has a row a unit and a row a subtask, in file order', () => {
    const state = buildState([
      buildUnit('2', { plan: { subtasks } }),
      buildUnit('3'),
    ]);
    expect(
      toAgentState(state, findWaits(state)).tasks.map((row) => [
        row.task_id,
        row.parent_id,
        row.subtasks,
      ]),
    ).toEqual([
      ['2', null, ['2.1', '2.2', '2.3']],
      ['2.1', '2', []],
      ['2.2', '2', []],
      ['2.3', '2', []],
      ['3', null, []],
    ]);
  });

  test('subtasks mirror the unit, but for those done before and those that failed', () => {
    const state = buildState([
      buildUnit('2', {
        status: 'under_review',
        plan: { subtasks },
        subtask_results: { '2.2': 'completed', '2.3': 'blocked' },
        attempts: [
          endedAttempt('2', 'implement', {
            report: {
              status: 'failed',
              summary: 'half',
              subtasks: [
                { task_id: '2.3', status: 'failed', error: 'no database' },
              ],
            },
          }),
        ],
      }),
    ]);
    const rows = rowsOf(state);
    expect(rows['2.1']?.status).toBe('completed');
    expect(rows['2.2']?.status).toBe('under_review');
    expect(rows['2.3']).toMatchObject({
      status: 'blocked',
      blocked_reason: 'no database',
      blocked_by: '2',
    });
  });

  test('a failure of an earlier round does not block what starts anew', () => {
    const unit = buildUnit('2', {
      plan: { subtasks },
      subtask_results: { '2.3': 'blocked' },
    });
    expect(rowsOf(buildState([unit]))['2.3']?.status).toBe('not_started');
  });

  test('a subtask with subtasks derives from them', () => {
    const nested = [
      buildSubtask('2.1'),
      buildSubtask('2.1.1', { is_done: true }),
      buildSubtask('2.1.2'),
    ];
    const rows = rowsOf(
      buildState([
        buildUnit('2', {
          status: 'pending_review',
          plan: { subtasks: nested },
        }),
      ]),
    );
    expect(rows['2']?.subtasks).toEqual(['2.1']);
    expect(rows['2.1']).toMatchObject({
      status: 'in_progress',
      parent_id: '2',
      subtasks: ['2.1.1', '2.1.2'],
    });
    expect(rows['2.1.2']).toMatchObject({
      status: 'pending_review',
      parent_id: '2.1',
    });
  });

  test.each([
    ['a failed one', { '2.1.2': 'blocked' }, 'fix_required', 'blocked'],
    ['one to fix', {}, 'fix_required', 'fix_required'],
    ['one that waits', {}, 'not_started', 'not_started'],
    ['a finished one', {}, 'final_review', 'in_progress'],
  ] as const)(
    'with %s below it, it shows that',
    (_name, subtask_results, status, derived) => {
      const nested = ['2.1', '2.1.1', '2.1.2'].map((id) => buildSubtask(id));
      const unit = buildUnit('2', {
        status,
        plan: { subtasks: nested },
        subtask_results,
      });
      expect(rowsOf(buildState([unit]))['2.1']?.status).toBe(derived);
    },
  );

  test('shows the latest work, whatever was reviewed since', () => {
    const usage = {
      input_tokens: 10,
      cached_input_tokens: 4,
      output_tokens: 2,
      cost_usd: null,
    };
    const unit = completedUnit('1', {
      commit: 'e'.repeat(40),
      attempts: [
        endedAttempt('1', 'implement', {
          evidence: buildEvidence(['src/old.ts']),
          output: 'first',
        }),
        endedAttempt('1', 'fix', {
          evidence: buildEvidence(['src/a.ts', 'src/b.ts'], { ref: 'refs/x' }),
          output: 'second',
          usage,
          report: {
            status: 'completed',
            summary: 'done',
            tests: { passed: 5, failed: 0 },
            coverage: 81.5,
          },
        }),
        endedAttempt('1', 'review', { output: 'looks good', exit_code: 3 }),
      ],
    });
    const row = rowsOf(buildState([unit]))['1'];
    expect(row).toMatchObject({
      status: 'completed',
      completed_at: at(300),
      output: 'second',
      exit_code: 0,
      error: null,
      files_changed: ['src/a.ts', 'src/b.ts'],
      tests_passed: 5,
      tests_failed: 0,
      coverage: 81.5,
      commit: 'e'.repeat(40),
    });
    expect(
      row?.attempts.map((a) => [a.role, a.outcome, a.ref, a.usage]),
    ).toEqual([
      ['implement', 'succeeded', 'refs/orchestration/demo/1/implement-1', null],
      ['fix', 'succeeded', 'refs/x', usage],
      ['review', 'succeeded', null, null],
    ]);
  });

  test('a failed attempt shows its error, a running one neither end nor outcome', () => {
    const unit = buildUnit('1', {
      status: 'in_progress',
      attempts: [
        endedAttempt('1', 'implement', {
          outcome: {
            type: 'failed',
            failure: { type: 'network', message: 'no route' },
          },
          exit_code: 1,
        }),
        runningAttempt('1', 'implement', { n: 2 }),
      ],
    });
    const row = rowsOf(buildState([unit]))['1'];
    expect(row).toMatchObject({ error: 'no route', exit_code: 1 });
    expect(row?.attempts.map((a) => [a.status, a.outcome, a.ended_at])).toEqual(
      [
        ['ended', 'network', at(60)],
        ['running', null, null],
      ],
    );
  });

  test('a decision escalates the unit and names what frees it, along the chain', () => {
    const state = buildState(
      [
        blockedUnit('1', 'D1'),
        blockedUnit('2', '1', { reason: 'needs unit 1' }),
        buildUnit('3', { reassigned_to: 'claude' }),
      ],
      {
        decisions: [
          buildDecision(1, '1'),
          buildDecision(2, '3', {
            answer: {
              option: 1,
              action: 'reassign',
              note: null,
              by: 'me',
              at: at(300),
            },
          }),
        ],
      },
    );
    const file = toAgentState(state, findWaits(state));
    expect(file.blocked_items).toEqual([
      {
        task_id: '1',
        blocking_reason: 'three fixes did not help',
        required_resolution: 'answer D1: orchestration-loop decide D1',
        created_at: at(200),
      },
      {
        task_id: '2',
        blocking_reason: 'needs unit 1',
        required_resolution: 'unit 1 has to be completed',
        created_at: at(200),
      },
    ]);
    expect(file.pending_decisions.map((d) => d.id)).toEqual(['D1']);
    expect(file.pending_decisions[0]).not.toHaveProperty('answer');
    const rows = rowsOf(state);
    expect(rows['1']).toMatchObject({
      escalated: true,
      escalated_at: at(200),
      original_agent: null,
      blocked_by: 'D1',
    });
    expect(rows['3']).toMatchObject({
      escalated: true,
      owner_agent: 'claude',
      original_agent: 'codex',
    });
  });

  test('reviews keep their findings, rounds and deferred fixes', () => {
    const finding = buildFinding();
    const state = buildState([
      completedUnit('1', {
        deferred: [finding],
        reports: [
          buildReport({ severity: 'major', reviewers: ['gemini', 'claude'] }),
          buildReport({ round: 2, severity: 'minor', findings: [finding] }),
        ],
        attempts: [
          endedAttempt('1', 'review', {
            backend: 'gemini',
            verdict: {
              task_id: '1',
              severity: 'major',
              summary: 'One hole',
              issues: [
                {
                  severity: 'major',
                  description: 'Input is trusted',
                  file: 'src/a.ts',
                  line: 7,
                },
              ],
            },
          }),
        ],
      }),
    ]);
    const file = toAgentState(state, findWaits(state));
    expect(file.review_findings).toEqual([
      {
        task_id: '1',
        reviewer: 'gemini',
        severity: 'major',
        summary: 'One hole',
        details: '[major] src/a.ts:7: Input is trusted',
        created_at: at(60),
      },
    ]);
    expect(file.tasks[0]).toMatchObject({
      last_review_severity: 'minor',
      review_history: [
        { round: 1, severity: 'major', reviewers: ['gemini', 'claude'] },
        { round: 2, severity: 'minor', reviewers: ['gemini'] },
      ],
    });
    expect(file.final_reports.map((r) => [r.task_id, r.round])).toEqual([
      ['1', 1],
      ['1', 2],
    ]);
    expect(file.deferred_fixes).toEqual([{ task_id: '1', ...finding }]);
  });

  test('wait reasons and windows are on the unit', () => {
    const state = buildState(
      [
        buildUnit('1', { status: 'in_progress' }),
        buildUnit('2', { plan: { dependencies: ['1'] } }),
      ],
      { window_mapping: { '2': 'task-2' } },
    );
    expect(rowsOf(state)['2']).toMatchObject({
      wait_reason: 'after 1',
      target_window: 'task-2',
    });
  });

  test('survives JSON unchanged', () => {
    const state = buildState([buildUnit('1', { plan: { subtasks } })]);
    const file = toAgentState(state, findWaits(state));
    expect(JSON.parse(JSON.stringify(file))).toEqual(file);
  });

  test('there is none before a run has started', () => {
    expect(() => toAgentState(INITIAL_STATE, new Map())).toThrow(
      'Internal error',
    );
  });
});
