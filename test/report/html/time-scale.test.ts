import { describe, expect, test } from 'vitest';
import { createTimeScale } from '../../../src/report/html/time-scale.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the time of a run on the page', () => {
  test('runs evenly where something is always done', () => {
    const { place, breaks } = createTimeScale(
      [
        { from: 0, to: 6 * MINUTE },
        { from: 5 * MINUTE, to: 10 * MINUTE },
      ],
      10 * MINUTE,
    );
    expect(breaks).toEqual([]);
    expect([0, 5, 10].map((n) => place(n * MINUTE))).toEqual([0, 50, 100]);
  });

  test('a night between two starts takes little room', () => {
    const { place, breaks, ticks } = createTimeScale(
      [
        { from: 0, to: HOUR },
        { from: 15 * HOUR, to: 16 * HOUR },
      ],
      16 * HOUR,
    );
    expect(breaks).toEqual([{ from: HOUR, to: 15 * HOUR }]);
    expect(place(HOUR)).toBeCloseTo(48);
    expect(place(15 * HOUR)).toBeCloseTo(52);
    expect(place(16 * HOUR)).toBeCloseTo(100);
    expect(ticks.filter((at) => at > HOUR && at < 15 * HOUR)).toEqual([]);
    expect(ticks.filter((at) => at >= 15 * HOUR).length).toBeGreaterThan(0);
  });

  test('labels are round moments with room between them', () => {
    const { place, ticks } = createTimeScale(
      [{ from: 0, to: 47 * MINUTE }],
      47 * MINUTE,
    );
    expect(ticks.map((at) => at / MINUTE)).toEqual([0, 10, 20, 30, 40]);
    expect(ticks.map(place)).toEqual(
      ticks.map(place).toSorted((a, b) => a - b),
    );
  });

  test('a run without a length has a picture all the same', () => {
    const { place } = createTimeScale([], 0);
    expect(place(0)).toBe(0);
  });
});
