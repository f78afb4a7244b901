import { describe, expect, test } from 'vitest';
import { vendorOf } from '../../src/engine/backends/vendors.ts';
import { plusMs } from '../../src/lib/iso-time.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import type { RoleName } from '../../src/model/config.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import { limits, unit, World } from '../helpers/world.ts';
import type { Answer, Script } from '../helpers/world.ts';

const START = '2026-01-01T00:00:00.000Z';

const world = (
  roles: Partial<Record<RoleName, readonly string[]>>,
  script: Script = {},
  assignment: Partial<PlannedUnit['assignment']> = {},
): World =>
  new World([unit('1', { assignment })], {
    limits: { roles: { ...limits().roles, ...roles } },
    script,
  }).run();

/** `role backend` of each attempt of unit 1, in order. */
const attempts = ({ state }: World): string[] =>
  unitOf(state, taskId('1')).attempts.map(
    ({ role, backend }) => `${role} ${backend}`,
  );

const isIndependent = ({ state }: World): boolean | undefined =>
  unitOf(state, taskId('1')).reports.at(-1)?.independent_review;

const major = (attempt: Attempt): Answer => ({
  verdict: {
    task_id: attempt.task_id,
    severity: 'major',
    summary: 'wrong',
    issues: [{ severity: 'major', description: `wrong ${attempt.n}` }],
  },
});

const limitedUntil = (reset_at: string): Answer => ({
  outcome: {
    type: 'failed',
    failure: { type: 'rate_limit', message: '429', reset_at },
  },
  verdict: null,
});

describe('who works', () => {
  test.each([
    ['codex', 'implement claude'],
    ['gemini', 'implement gemini'],
    ['codex-review', 'implement gemini:pro'],
    ['opencode', 'implement opencode:x/y'],
    ['aider', 'implement aider'],
  ])('owner %s is played by its role: %s', (owner_agent, expected) => {
    const roles = {
      code: ['claude', 'opencode:x/y'],
      ui: ['gemini'],
      review: ['gemini:pro'],
    };
    expect(attempts(world(roles, {}, { owner_agent }))[0]).toBe(expected);
  });

  test('conflicts are settled by the integrate role, else by the author', () => {
    const conflictOnce = (): Script => {
      let tries = 0;
      return { integrate: () => ((tries += 1) === 1 ? ['src/1.ts'] : []) };
    };
    expect(attempts(world({}, conflictOnce()))).toContain('integrate codex');
    expect(
      attempts(world({ integrate: ['claude'] }, conflictOnce())),
    ).toContain('integrate claude');
  });
});

describe('who reviews', () => {
  test('another vendor, even where the author has another model', () => {
    const run = world({ review: ['codex:mini', 'gemini'] });
    expect(attempts(run)).toEqual(['implement codex', 'review gemini']);
    expect(isIndependent(run)).toBe(true);
  });

  test('the same vendor where there is no other, and it says so', () => {
    const run = world({ review: ['codex:mini'] });
    expect(attempts(run)).toEqual(['implement codex', 'review codex:mini']);
    expect(isIndependent(run)).toBe(false);
  });

  test('nobody whose own work is in the unit counts as independent', () => {
    const run = world(
      { code: ['codex', 'claude'], review: ['codex', 'claude'] },
      {
        attempt: (attempt) =>
          attempt.role === 'review' && attempt.n <= 3
            ? major(attempt)
            : undefined,
      },
    );
    expect(attempts(run)).toContain('fix claude');
    expect(isIndependent(run)).toBe(false);
  });

  test('a short pause of the other vendor is waited for, a long one is not', () => {
    const review = ['codex', 'gemini'];
    const limited = (ms: number): Script => ({
      attempt: ({ role, n }) =>
        role === 'review' && n === 1
          ? limitedUntil(plusMs(START, ms))
          : undefined,
    });
    const short = world({ review }, limited(10 * 60_000));
    expect(attempts(short).slice(1)).toEqual([
      'review gemini',
      'review gemini',
    ]);
    expect(isIndependent(short)).toBe(true);
    const long = world({ review }, limited(24 * 3_600_000));
    expect(attempts(long).slice(1)).toEqual(['review gemini', 'review codex']);
    expect(isIndependent(long)).toBe(false);
  });

  test('where no reviewer is left a person is asked, once', () => {
    const run = world(
      { review: ['gemini'] },
      {
        attempt: ({ role }) =>
          role === 'review'
            ? {
                outcome: {
                  type: 'failed',
                  failure: { type: 'auth', message: 'no key' },
                },
                verdict: null,
              }
            : undefined,
      },
    );
    expect(attempts(run)).toEqual(['implement codex', 'review gemini']);
    expect(run.state.decisions).toHaveLength(1);
    expect(run.state.finished?.exit_code).toBe(2);
  });

  test('after an answer the review is asked for again, the work is not', () => {
    // 1 and 2 write the same file
    const failsFor = new Set(['gemini', 'codex', 'claude']);
    const run = new World(
      [
        unit('1', { writes: ['src/shared.ts'] }),
        unit('2', { writes: ['src/shared.ts'] }),
      ],
      {
        limits: { waitsForAnswers: true },
        script: {
          attempt: ({ role, task_id, backend }) =>
            role === 'review' && task_id === '1' && failsFor.has(backend)
              ? {
                  outcome: {
                    type: 'failed',
                    failure: { type: 'crash', message: 'crash' },
                  },
                  verdict: null,
                }
              : undefined,
        },
      },
    );
    run.settle();
    while (run.status('1') !== 'blocked') {
      run.step();
      run.settle();
    }
    expect(run.status('2')).toBe('in_progress');
    for (const name of ['codex', 'claude']) failsFor.delete(name);
    const decision = run.state.decisions[0] ?? expect.fail('no decision');
    run.append({
      type: 'decision_answered',
      task_id: decision.task_id,
      decision_id: decision.id,
      answer: { option: 1, action: 'retry', note: null, by: 'me', at: run.now },
    });
    run.settle();
    // It waits for the file like any other, then its work meets the tip as it is.
    expect(run.status('1')).toBe('not_started');
    run.run();
    expect(run.state.decisions).toHaveLength(1);
    const taken = run.events.findIndex(({ type }) => type === 'work_taken');
    const other = run.events.findIndex(({ type }) => type === 'integrated');
    expect(taken).toBeGreaterThan(other);
    expect(attempts(run).filter((each) => each.startsWith('impl'))).toEqual([
      'implement codex',
    ]);
    expect(run.state.finished?.exit_code).toBe(0);
  });
});

describe('a vendor', () => {
  test.each([
    ['codex:gpt-5', 'openai'],
    ['gemini', 'google'],
    ['claude:opus', 'anthropic'],
    ['opencode', 'somebody'],
    ['opencode:anthropic/claude-sonnet-4-5', 'anthropic'],
    ['opencode:openrouter/google/gemini-3-pro', 'google'],
    ['opencode:github-copilot/gpt-5', 'openai'],
    ['opencode:moonshot/kimi-k2', 'moonshot'],
    ['aider', 'acme'],
    ['unheard-of', 'unheard-of'],
  ])('of %s is %s', (backend, vendor) => {
    const vendors = { aider: 'acme', opencode: 'somebody' };
    expect(vendorOf(backend, { vendors })).toBe(vendor);
  });
});
