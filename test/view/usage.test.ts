import { expect, test } from 'vitest';
import type { Usage } from '../../src/model/attempt.ts';
import { usageLines } from '../../src/report/summary/usage-text.ts';
import { runUsage } from '../../src/view/usage.ts';
import {
  buildState,
  buildUnit,
  endedAttempt,
  runningAttempt,
} from '../helpers/build-state.ts';

const used = (input: number, cost: number | null = null): Usage => ({
  input_tokens: input,
  cached_input_tokens: 0,
  output_tokens: input / 10,
  cost_usd: cost,
});

const state = buildState(
  [
    buildUnit('1', {
      attempts: [
        endedAttempt('1', 'implement', { usage: used(1_000_000) }),
        endedAttempt('1', 'review', {
          backend: 'claude:opus',
          usage: used(20_000, 0.4),
        }),
      ],
    }),
    buildUnit('2', {
      attempts: [
        endedAttempt('2', 'implement', { usage: used(500_000) }),
        runningAttempt('2', 'fix'),
      ],
    }),
  ],
  {
    run_attempts: [
      endedAttempt('run', 'assign', { backend: 'gemini', usage: null }),
    ],
  },
);
const prices = { codex: { input: 2, cached_input: null, output: 10 } };

test('usage is added up by unit, role and backend, priced where a CLI names no cost', () => {
  const usage = runUsage(state, prices);
  const rows = (part: 'by_unit' | 'by_role' | 'by_backend') =>
    usage[part].map(({ name, attempts, input_tokens, cost_usd }) => [
      name,
      attempts,
      input_tokens,
      cost_usd,
    ]);
  expect(rows('by_unit')).toEqual([
    ['run', 1, 0, null],
    ['1', 2, 1_020_000, 3.4],
    ['2', 1, 500_000, 1.5],
  ]);
  expect(rows('by_role').map(([role]) => role)).toEqual([
    'assign',
    'implement',
    'review',
  ]);
  expect(rows('by_backend')).toEqual([
    ['gemini', 1, 0, null],
    ['codex', 2, 1_500_000, 4.5],
    ['claude:opus', 1, 20_000, 0.4],
  ]);
  expect(usage).toMatchObject({
    input_tokens: 1_520_000,
    cost_usd: 4.9,
    attempts_without_cost: 1,
  });
});

test('each backend is a line of a table that fits', () => {
  expect(usageLines(runUsage(state, prices), 60)).toEqual([
    '  gemini       1 attempt         0 in      0 out',
    '  codex        2 attempts     1.5M in   150k out  $4.50',
    '  claude:opus  1 attempt       20k in     2k out  $0.40',
  ]);
});
