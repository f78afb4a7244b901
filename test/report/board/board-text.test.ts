import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { boardText, rowsOf } from '../../../src/report/board/board-text.ts';
import type { BoardTextData } from '../../../src/report/board/board-text.ts';
import { share } from '../../../src/report/board/share-rows.ts';
import { toStatusBoard } from '../../../src/view/status-board.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildState,
  buildUnit,
  completedUnit,
  runningAttempt,
} from '../../helpers/build-state.ts';
import { limits } from '../../helpers/world.ts';

/** A run of so many units, some in each column. */
function dataOf(units: number, title: string): BoardTextData {
  const state = buildState(
    Array.from({ length: units }, (_, i) => {
      const id = String(i + 1);
      const plan = { description: `${title} ${id}` };
      if (i % 5 === 1) return completedUnit(id, { plan });
      if (i % 5 === 2) return blockedUnit(id, 'D1', { plan });
      if (i % 5 === 3)
        return buildUnit(id, {
          ...{ plan, status: 'in_progress' },
          attempts: [runningAttempt(id, 'implement')],
        });
      return buildUnit(id, { plan });
    }),
    { decisions: [buildDecision(1, '3', { context: `${title}?\nmore` })] },
  );
  const liveness = { runner: 'live', processes: new Map() } as const;
  const board = toStatusBoard({
    ...{ state, liveness, limits: limits({ jobs: 2 }), now: at(600) },
    checkMark: () => 'check',
  });
  return {
    ...{ state, board, now: at(600) },
    runner: { life: 'live', pid: 7, host: 'here' },
    next: { purpose: 'watch it', command: `status ${'x'.repeat(60)}` },
  };
}

const TITLES = ['Short', '漢字の題名 🍲', 'A title that goes on '.repeat(9)];

describe('the board', () => {
  test('is never wider than the terminal but for its command, and never taller', () => {
    const sizes = fc.record({
      columns: fc.integer({ min: 20, max: 200 }),
      rows: fc.integer({ min: 1, max: 60 }),
      units: fc.integer({ min: 0, max: 120 }),
      title: fc.constantFrom(...TITLES),
    });
    fc.assert(
      fc.property(sizes, ({ columns, rows, units, title }) => {
        const lines = boardText(dataOf(units, title), { columns, rows });
        for (const line of lines.filter((each) => !each.includes('xxx')))
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        const height = lines.reduce((n, line) => n + rowsOf(line, columns), 0);
        expect(height).toBeLessThanOrEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  test('shows everything where it has room, and the newest of what is done where it has not', () => {
    const all = boardText(dataOf(10, 'Unit'), { columns: 100 }).join('\n');
    expect(all).toMatch(/^Done \(2\)$/m);
    const few = boardText(dataOf(100, 'Unit'), { columns: 100, rows: 24 });
    expect(few).toHaveLength(24);
    expect(few.join('\n')).toMatch(
      /^Done \(20, 17 not shown\)\n.* 87 .*\n.* 92 .*\n.* 97 +Unit 97/m,
    );
    expect(few.join('\n')).toContain('Next: watch it');
  });

  test('keeps escape sequences of a spec from the terminal', () => {
    const lines = boardText(dataOf(5, '\u001b[2Jgone\u0007\u202e'), {
      columns: 80,
    });
    expect(lines.join('')).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(lines.join('')).toContain('gone');
  });
});

test.each([
  [
    [
      ['a', 3],
      ['b', 1],
    ],
    10,
    { a: 3, b: 1 },
  ],
  [
    [
      ['a', 3],
      ['b', 3],
    ],
    3,
    { a: 2, b: 1 },
  ],
  [
    [
      ['a', 3],
      ['b', 3],
    ],
    0,
    { a: 0, b: 0 },
  ],
  [
    [
      ['a', 1],
      ['b', 9],
    ],
    -2,
    { a: 0, b: 0 },
  ],
  [[], 5, {}],
] as const)('rows are shared out in turn: %j of %d', (parts, rows, given) => {
  expect(Object.fromEntries(share(parts, rows))).toEqual(given);
});
