import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/lib/duration.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
  [' 2H ', 7_200_000],
  ['1d', 86_400_000],
])('%j is %i ms', (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: ms });
});

test.each(['', '10', 'm', '-5m', '5 m', '0s', '1h!', 'ten minutes', '1.2.3s'])(
  '%j is no duration, and the message says how one looks',
  (text) => {
    const result = parseDuration(text);
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? '' : result.error).toContain('90s, 10m, 2h');
  },
);

test('more than a timer can hold is refused', () => {
  expect(parseDuration('25d').ok).toBe(false);
  expect(parseDuration('24d').ok).toBe(true);
});

test.each([
  [250, '250ms'],
  [45_000, '45s'],
  [5_400_000, '1h 30m'],
  [7_200_000, '2h'],
  [90_061_000, '1d 1h'],
  [59_999, '1m'],
])('%i ms is written %j', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
