import { describe, expect, test } from 'vitest';
import type { Event, EventBody } from '../../../src/model/event.ts';
import { decisionId, taskId } from '../../../src/model/ids.ts';
import { eventLine } from '../../../src/report/lines/ndjson.ts';
import { plainLine } from '../../../src/report/lines/plain.ts';
import {
  RUN,
  START,
  at,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildPlan,
  buildReport,
  endedAttempt,
  runningAttempt,
} from '../../helpers/build-state.ts';

const event = (body: EventBody): Event => ({ ...body, seq: 7, at: START });
const line = (body: EventBody): string | null => plainLine(event(body));
const id = taskId('2.1');

const started = (unit: string, role: 'implement' | 'assign'): EventBody => {
  const { status: _s, started_at: _a, ...attempt } = runningAttempt(unit, role);
  return { type: 'attempt_started', ...attempt };
};
const ended = (parts: Parameters<typeof endedAttempt>[2] = {}): EventBody => ({
  ...endedAttempt('2.1', 'implement', parts),
  type: 'attempt_ended',
});

describe('plain lines', () => {
  test('tell a unit from its start to its end', () => {
    const bodies: EventBody[] = [
      { type: 'run_started', resumed: false, ...RUN },
      started('run', 'assign'),
      {
        type: 'plan_ready',
        units: [buildPlan('2.1')],
        window_mapping: {},
        assigned_by: 'codex',
        max_fix_attempts: 3,
        notes: [],
      },
      {
        type: 'unit_status',
        task_id: id,
        from: 'not_started',
        to: 'in_progress',
        reason: 'started',
      },
      started('2.1', 'implement'),
      ended({ evidence: buildEvidence(['a', 'b']) }),
      { type: 'checks_started', task_id: id },
      {
        type: 'checks_ended',
        task_id: id,
        tree: 't',
        passed: true,
        results: [
          {
            name: 'test',
            run: 'npm test',
            passed: true,
            exit_code: 0,
            output: '',
            duration_ms: 61_000,
          },
        ],
      },
      {
        type: 'review_ended',
        task_id: id,
        severity: 'major',
        report: buildReport({
          severity: 'major',
          summary: 'One hole',
          independent_review: false,
        }),
      },
      {
        type: 'findings_opened',
        task_id: id,
        findings: [buildFinding(), buildFinding()],
      },
      { type: 'integrated', task_id: id, commit: 'e'.repeat(40) },
      {
        type: 'unit_status',
        task_id: id,
        from: 'final_review',
        to: 'completed',
        reason: 'integrated',
      },
      { type: 'landed', commit: 'f'.repeat(40), branch: 'main' },
      {
        type: 'run_finished',
        exit_code: 0,
        completed: 1,
        total: 1,
        landed: true,
        reason: 'everything is completed and landed',
      },
    ];
    expect(bodies.map(line).filter((text) => text !== null))
      .toMatchInlineSnapshot(`
      [
        "runs .kiro/specs/demo (a worktree a unit)",
        "assign 1 started (codex)",
        "plan: 1 unit, assigned by codex",
        "[2.1] implement 1 started (codex)",
        "[2.1] implement 1 ended, 2 files changed",
        "[2.1] 1 check passed in 1m 01s",
        "[2.1] review by gemini, not independent: major: One hole",
        "[2.1] to fix: A name says too little and 1 more",
        "[2.1] integrated at eeeeeeeeeeee",
        "[2.1] completed",
        "landed on main at ffffffffffff",
        "run finished: 1/1 units completed, exit 0: everything is completed and landed",
      ]
    `);
  });

  test('tell what went wrong and what to do', () => {
    const bodies: EventBody[] = [
      ended({
        outcome: {
          type: 'failed',
          failure: {
            type: 'rate_limit',
            message: 'too many requests',
            reset_at: at(900),
          },
        },
      }),
      ended({ outcome: { type: 'interrupted' } }),
      {
        type: 'checks_ended',
        task_id: id,
        tree: 't',
        passed: false,
        results: [
          {
            name: 'test',
            run: 'npm test',
            passed: false,
            exit_code: null,
            output: '',
            duration_ms: 1,
          },
        ],
      },
      {
        type: 'integration_failed',
        task_id: id,
        findings: [buildFinding({ description: 'conflict in src/a.ts' })],
      },
      {
        type: 'unit_status',
        task_id: id,
        from: 'fix_required',
        to: 'blocked',
        reason: 'three fixes did not help',
        freed_by: decisionId(1),
      },
      {
        type: 'decision_opened',
        task_id: id,
        decision: buildDecision(1, '2.1'),
      },
      {
        type: 'unit_status',
        task_id: id,
        from: 'blocked',
        to: 'fix_required',
        reason: 'D1 answered: retry',
      },
      {
        type: 'landing_failed',
        reason: 'main has changes',
        command: 'git merge --ff-only orchestration/demo',
      },
    ];
    expect(bodies.map(line)).toMatchInlineSnapshot(`
      [
        "[2.1] implement 1 failed (rate_limit): too many requests (again at 2026-01-02 10:15 UTC)",
        "[2.1] implement 1 was interrupted",
        "[2.1] check failed: test (exit none)",
        "[2.1] not integrated: conflict in src/a.ts",
        "[2.1] blocked: three fixes did not help",
        "[2.1] decision D1: Unit 2.1 failed its review three times",
        "[2.1] back to fix required: D1 answered: retry",
        "not landed: main has changes. Run: git merge --ff-only orchestration/demo",
      ]
    `);
  });

  test('leave a finished review to its verdict', () => {
    const verdict = {
      task_id: '2.1',
      severity: 'none',
      summary: 'ok',
    } as const;
    expect(line(ended({ verdict }))).toBeNull();
    expect(line(ended())).not.toBeNull();
  });

  test('stay one line without escapes, whatever an agent wrote', () => {
    const text = line({
      type: 'findings_opened',
      task_id: taskId('2\u001b[2J'),
      findings: [buildFinding({ description: 'a\n\u001b]0;x\u0007b\u202e' })],
    });
    expect(text).toBe('[2] to fix: a b');
  });

  test('have colours only when asked, and the same words then', () => {
    const body = event({ type: 'landed', commit: null, branch: 'main' });
    expect(plainLine(body, { colour: true })).toBe(
      '\u001b[32mlanded on main\u001b[0m',
    );
    expect(plainLine(body)).toBe('landed on main');
  });
});

describe('--json lines', () => {
  test('hold the whole event, number, time and type first', () => {
    const body: EventBody = { type: 'integrated', task_id: id, commit: null };
    expect(eventLine(event(body))).toBe(
      `{"seq":7,"at":"${START}","type":"integrated","task_id":"2.1","commit":null}\n`,
    );
  });

  test('are one printable line each and read back the same', () => {
    const text = 'a\n\u001b[2J\u009b2J\u2028\u202eb\u0085é 名 😀';
    const body = event({
      type: 'findings_opened',
      task_id: id,
      findings: [buildFinding({ description: text })],
    });
    const printed = eventLine(body);
    expect(JSON.parse(printed)).toEqual(body);
    expect(printed.slice(0, -1)).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/,
    );
    expect(printed).toContain('é 名 😀');
  });
});
