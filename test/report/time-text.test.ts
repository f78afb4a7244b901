import { expect, test } from 'vitest';
import { timeLines } from '../../src/report/time-text.ts';
import { summaryText } from '../../src/report/summary/summary-text.ts';
import { toSummary } from '../../src/view/summary/summary.ts';
import { unit, World } from '../helpers/world.ts';

const MINUTE = 60_000;

test('what took longest comes first, what took no second is left out', () => {
  expect(
    timeLines(
      { agent: 41 * MINUTE, files: 3 * MINUTE, review: 9 * MINUTE, retry: 900 },
      100,
    ),
  ).toEqual([
    'Where the time went: agents 41m 00s, review 9m 00s, waiting for files 3m 00s',
  ]);
  expect(timeLines({ retry: 900 }, 100)).toEqual([]);
});

test('the end of a run says where its time went', () => {
  // 2 waits for 1, which takes a minute, and its review another.
  const world = new World([unit('1'), unit('2', { needs: ['1'] })]).run();
  const summary = toSummary(world.state, {
    now: world.now,
    logs: 'logs',
    pulse: 'PROJECT_PULSE.md',
    flags: [],
    events: world.events,
    limits: world.limits,
  });
  expect(summary.time).toEqual({
    agent: 2 * MINUTE,
    review: 2 * MINUTE,
    dependency: 2 * MINUTE,
  });
  expect(summaryText(summary, { columns: 100 })).toContain(
    'Where the time went: agents 2m 00s, review 2m 00s, waiting for other units 2m 00s',
  );
});
