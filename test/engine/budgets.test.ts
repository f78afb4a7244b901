import { describe, expect, test } from 'vitest';
import { costOf } from '../../src/engine/budgets/budgets.ts';
import { plusMs } from '../../src/lib/iso-time.ts';
import { NO_BUDGET } from '../../src/model/budget.ts';
import type { Budget } from '../../src/model/budget.ts';
import type { Usage } from '../../src/model/attempt.ts';
import type { DecisionAction } from '../../src/model/decision.ts';
import { RUN_TASK } from '../../src/model/ids.ts';
import { limits, unit, World } from '../helpers/world.ts';

const MINUTE_MS = 60_000;

const usage = (
  input: number,
  output = 0,
  cost: number | null = null,
): Usage => ({
  input_tokens: input,
  cached_input_tokens: 0,
  output_tokens: output,
  cost_usd: cost,
});

/** Five units one after the other; each implement and each review uses `each`. */
const spending = (
  budget: Partial<Budget>,
  each: Usage = usage(90, 10),
): World =>
  new World(
    ['1', '2', '3', '4', '5'].map((id) => unit(id)),
    {
      limits: { jobs: 1, budget: { ...NO_BUDGET, ...budget } },
      script: { attempt: () => ({ usage: each }) },
    },
  );

const started = (world: World): number =>
  world.events.filter(({ type }) => type === 'attempt_started').length;

const restart = (world: World, budget?: Partial<Budget>): World => {
  world.now = plusMs(world.now, MINUTE_MS);
  world.append({
    type: 'run_started',
    resumed: true,
    ...(world.state.run ?? expect.fail('not started')),
  });
  if (budget !== undefined) {
    world.limits = { ...world.limits, budget: { ...NO_BUDGET, ...budget } };
  }
  return world;
};

const answer = (world: World, action: DecisionAction): World => {
  const decision = world.state.decisions.at(-1) ?? expect.fail('no decision');
  world.append({
    type: 'decision_answered',
    task_id: decision.task_id,
    decision_id: decision.id,
    answer: { option: 1, action, note: null, by: 'me', at: world.now },
  });
  return world.run();
};

describe('a budget', () => {
  test.each<[string, Partial<Budget>, Usage, string]>([
    ['tokens', { max_tokens: 350 }, usage(90, 10), '400 of 350 tokens'],
    ['money', { max_cost_usd: 1.75 }, usage(0, 0, 0.5), '$2.00 of $1.75'],
    [
      'money by the price table',
      {
        max_cost_usd: 0.35,
        prices: {
          codex: { input: 1, cached_input: null, output: 0 },
          gemini: { input: 1, cached_input: null, output: 0 },
        },
      },
      usage(100_000),
      '$0.40 of $0.35',
    ],
    [
      'time',
      { max_duration_ms: 3.5 * MINUTE_MS },
      usage(1),
      '4 of 3.5 minutes',
    ],
  ])(
    'of %s lets what runs end, then asks once',
    (_name, budget, each, said) => {
      const world = spending(budget, each).run();
      expect(started(world)).toBe(4);
      expect(world.status('2')).toBe('completed');
      const [decision, ...others] = world.state.decisions;
      expect(others).toEqual([]);
      expect(decision).toMatchObject({ kind: 'budget', task_id: RUN_TASK });
      expect(decision?.context).toContain(said);
      expect(decision?.context).toContain('- codex: 2 attempts');
      expect(decision?.context).toContain('3 of 5 units (3, 4, 5)');
      expect(world.state.finished?.exit_code).toBe(2);
    },
  );

  test('that is not reached is never mentioned', () => {
    const world = spending({ max_tokens: 1_001 }).run();
    expect(world.state.decisions).toEqual([]);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('that is reached by the last attempt asks for nothing', () => {
    const world = spending({ max_tokens: 1_000 }).run();
    expect(world.state.decisions).toEqual([]);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('that would help nobody is not asked for', () => {
    const world = new World([unit('1')], {
      limits: { budget: { ...NO_BUDGET, max_tokens: 150 } },
      script: {
        attempt: () => ({
          usage: usage(100),
          outcome: {
            type: 'failed',
            failure: { type: 'timeout', message: 'two hours' },
          },
          evidence: null,
        }),
      },
    }).run();
    expect(world.state.decisions.map(({ kind }) => kind)).toEqual(['stuck']);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('is as much again when a person says so, and asks again after that', () => {
    const world = spending({ max_tokens: 400 }).run();
    expect(started(world)).toBe(4);
    answer(restart(world), 'retry');
    expect(started(world)).toBe(8);
    expect(world.state.decisions).toHaveLength(2);
    answer(restart(world), 'retry');
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('that is higher at the next start answers its own question', () => {
    const world = spending({ max_tokens: 400 }).run();
    restart(world).run();
    expect(world.state.decisions).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(2);
    restart(world, { max_tokens: 800 }).run();
    expect(world.state.decisions[0]?.answer?.by).toBe('settings');
    expect(started(world)).toBe(8);
    expect(world.state.decisions).toHaveLength(2);
  });

  test('of time begins anew with each start', () => {
    const world = spending({ max_duration_ms: 3.5 * MINUTE_MS }).run();
    restart(world).run();
    expect(started(world)).toBe(8);
    expect(world.state.decisions).toHaveLength(2);
    expect(world.state.decisions[0]?.answer?.by).toBe('settings');
  });

  test('ends a pause that would last longer', () => {
    const world = new World([unit('1')], {
      limits: {
        roles: { ...limits().roles, code: ['codex'] },
        budget: { ...NO_BUDGET, max_duration_ms: 30 * MINUTE_MS },
      },
      script: {
        attempt: ({ role }) =>
          role === 'review'
            ? undefined
            : {
                outcome: {
                  type: 'failed',
                  failure: {
                    type: 'usage_cap',
                    message: 'until noon',
                    reset_at: '2026-01-01T12:00:00.000Z',
                  },
                },
                evidence: null,
              },
      },
    }).run();
    expect(world.now).toBe('2026-01-01T00:30:00.000Z');
    expect(world.state.decisions[0]?.kind).toBe('budget');
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('that a person does not raise stops the run', () => {
    const world = spending({ max_tokens: 400 }).run();
    answer(restart(world), 'abort');
    expect(started(world)).toBe(4);
    expect(world.state.finished).toMatchObject({
      exit_code: 1,
      reason: 'aborted',
    });
  });

  test('is asked about once, also after the runner died', () => {
    const world = spending({ max_tokens: 350 });
    world.settle();
    world.step();
    world.crash();
    world.run();
    expect(world.state.decisions).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(2);
  });
});

describe('the cost of an attempt', () => {
  const used: Usage = {
    input_tokens: 1_000_000,
    cached_input_tokens: 600_000,
    output_tokens: 100_000,
    cost_usd: null,
  };
  const price = { input: 2, cached_input: 0.5, output: 10 };

  test('is what its CLI says, whatever the table says', () => {
    const said = { ...used, cost_usd: 0.25 };
    expect(costOf(said, 'codex', { codex: price })).toBe(0.25);
  });

  test('is priced by its entry before its CLI, cached input apart', () => {
    const prices = {
      codex: { input: 100, cached_input: null, output: 100 },
      'codex:mini': price,
    };
    expect(costOf(used, 'codex:mini', prices)).toBeCloseTo(0.8 + 0.3 + 1);
    expect(costOf(used, 'codex:max', prices)).toBeCloseTo(110);
  });

  test('is unknown without either', () => {
    expect(costOf(used, 'claude', { codex: price })).toBeNull();
  });
});
