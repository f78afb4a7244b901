import { describe, expect, test } from 'vitest';
import { toBoard } from '../../src/view/board.ts';
import { toCoverage } from '../../src/view/coverage.ts';
import {
  formatCost,
  formatDuration,
  formatTokens,
  millisBetween,
} from '../../src/view/format.ts';
import { percent, progressBar, toProgress } from '../../src/view/progress.ts';
import { shellWord } from '../../src/view/shell-word.ts';
import { totalUsage } from '../../src/view/usage.ts';
import { findWaits } from '../../src/view/waits.ts';
import {
  START,
  at,
  blockedUnit,
  buildState,
  buildSubtask,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../helpers/build-state.ts';

describe('the board', () => {
  test('every unit stands in one column', () => {
    const state = buildState([
      buildUnit('1'),
      buildUnit('2', { status: 'in_progress' }),
      buildUnit('3', { status: 'fix_required' }),
      buildUnit('4', { status: 'pending_review' }),
      buildUnit('5', { status: 'under_review' }),
      buildUnit('6', { status: 'final_review' }),
      completedUnit('7'),
      buildUnit('8', { status: 'canceled' }),
      blockedUnit('9', '1'),
    ]);
    const board = toBoard(state, findWaits(state));
    expect(
      Object.entries(board).map(([column, cards]) => [
        column,
        cards.map((card) => card.task_id).join(),
      ]),
    ).toEqual([
      ['planned', '1'],
      ['doing', '2,3'],
      ['review', '4,5,6'],
      ['done', '7,8'],
      ['blocked', '9'],
    ]);
  });
});

describe('progress', () => {
  const four = ['1', '2', '3', '4'].map((n) => buildSubtask(`1.${n}`));

  test('weighs a unit by its subtasks', () => {
    const state = buildState([
      completedUnit('1', { plan: { subtasks: four } }),
      buildUnit('2'),
    ]);
    expect(toProgress(state)).toEqual({
      completed: 1,
      canceled: 0,
      total: 2,
      share: 0.8,
    });
  });

  test('counts what was done before, not what an open unit claims', () => {
    const state = buildState([
      buildUnit('1', {
        status: 'final_review',
        plan: {
          subtasks: [buildSubtask('1.1', { is_done: true }), ...four.slice(1)],
        },
        subtask_results: { '1.2': 'completed' },
      }),
    ]);
    expect(toProgress(state).share).toBe(0.25);
  });

  test('leaves canceled units out', () => {
    const state = buildState([
      completedUnit('1'),
      buildUnit('2', { status: 'canceled' }),
    ]);
    expect(toProgress(state)).toMatchObject({ canceled: 1, share: 1 });
  });

  test('nothing shows as all or nothing that is not', () => {
    expect(progressBar(0.999, 10)).toBe('█████████░');
    expect(progressBar(0.001, 10)).toBe('█░░░░░░░░░');
    expect(progressBar(1, 4)).toBe('████');
    expect(progressBar(0, 4)).toBe('░░░░');
    expect(percent(0.9999)).toBe(99);
    expect(percent(1)).toBe(100);
  });
});

describe('requirement coverage', () => {
  test('opens ranges, sorts numbers as numbers and shows what nobody names', () => {
    const state = buildState([
      completedUnit('1', { plan: { requirements: ['1.9-1.10', 'NFR-1'] } }),
      buildUnit('2', { plan: { requirements: ['1.10'] } }),
      buildUnit('3', { status: 'canceled', plan: { requirements: ['2.1'] } }),
    ]);
    expect(
      toCoverage(state, ['3.1']).map((entry) => [
        entry.requirement,
        entry.status,
        entry.units.map((unit) => unit.task_id).join(),
      ]),
    ).toEqual([
      ['1.9', 'covered', '1'],
      ['1.10', 'open', '1,2'],
      ['2.1', 'none', '3'],
      ['3.1', 'none', ''],
      ['NFR-1', 'covered', '1'],
    ]);
  });

  test.each(['1.5-1.2', '1.1-2.3', '1.1-1.99999', 'a-b'])(
    'takes %s as written',
    (token) => {
      const state = buildState([
        buildUnit('1', { plan: { requirements: [token] } }),
      ]);
      expect(toCoverage(state).map((entry) => entry.requirement)).toEqual([
        token,
      ]);
    },
  );
});

describe('usage', () => {
  const usage = {
    input_tokens: 100,
    cached_input_tokens: 60,
    output_tokens: 10,
    cost_usd: null,
  };

  test('adds up all attempts and says how many named no cost', () => {
    const state = buildState(
      [
        buildUnit('1', {
          attempts: [
            endedAttempt('1', 'implement', {
              usage: { ...usage, cost_usd: 0.5 },
            }),
            endedAttempt('1', 'review', { usage: null }),
          ],
        }),
      ],
      { run_attempts: [endedAttempt('run', 'assign', { usage })] },
    );
    expect(totalUsage(state)).toEqual({
      input_tokens: 200,
      cached_input_tokens: 120,
      output_tokens: 20,
      cost_usd: 0.5,
      attempts_without_cost: 2,
    });
  });

  test('no known cost is not the same as no cost', () => {
    expect(totalUsage(buildState([])).cost_usd).toBeNull();
  });
});

describe('numbers for people', () => {
  test.each([
    [999, '0s'],
    [61_000, '1m 01s'],
    [3_720_000, '1h 02m'],
    [90_000_000, '1d 01h'],
  ])('%i ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test.each([
    [999, '999'],
    [12_400, '12k'],
    [999_700, '1.0M'],
    [1_250_000, '1.3M'],
  ])('%i tokens read %s', (tokens, text) => {
    expect(formatTokens(tokens)).toBe(text);
  });

  test('a cheap run is not a free one', () => {
    expect(formatCost(0)).toBe('$0.00');
    expect(formatCost(0.004)).toBe('<$0.01');
    expect(formatCost(1.239)).toBe('$1.24');
  });

  test('time never runs backwards', () => {
    expect(millisBetween(START, at(5))).toBe(5000);
    expect(millisBetween(at(5), START)).toBe(0);
    expect(millisBetween(null, START)).toBe(0);
    expect(millisBetween('soon', START)).toBe(0);
  });
});

describe('words for a shell', () => {
  test.each([
    ['.kiro/specs/a', '.kiro/specs/a'],
    ['my specs/a', "'my specs/a'"],
    ["it's $(x)", String.raw`'it'\''s $(x)'`],
    ['', "''"],
  ])('%s', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });
});
