import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import { timelineBars } from '../../../src/report/html/timeline-bars.ts';
import { waitStretches } from '../../../src/report/html/timeline-waits.ts';
import { unit, World } from '../../helpers/world.ts';

const MINUTE = 60_000;

const barsOf = (world: World, id: string) =>
  timelineBars(world.events, world.now)
    .filter(({ task_id }) => task_id === id)
    .toSorted((a, b) => a.from - b.from)
    .map(({ kind, from, to, end }) => [kind, from / MINUTE, to / MINUTE, end]);

const waitsOf = (world: World, id: string) =>
  waitStretches(world.events, {
    now: world.now,
    limits: world.limits,
    units: new Set([taskId(id)]),
  }).map(({ text, from, to }) => [text, from / MINUTE, to / MINUTE]);

describe('who did what when', () => {
  // 1 (3 min, then a review), 2 writes the same file, 3 after 1
  const world = new World(
    [
      unit('1', { writes: ['src/1.ts', 'src/both.ts'] }),
      unit('2', { writes: ['src/2.ts', 'src/both.ts'] }),
      unit('3', { needs: ['1'] }),
    ],
    {
      limits: { jobs: 3, hasChecks: true },
      script: {
        attempt: ({ role }) => ({ minutes: role === 'review' ? 1 : 3 }),
      },
    },
  ).run();

  test('each thing that was done is a bar from its begin to its end', () => {
    expect(barsOf(world, '1')).toEqual([
      ['implement', 0, 3, 'good'],
      ['checks', 3, 4, 'good'],
      ['review', 4, 5, 'good'],
      ['integration', 5, 5, 'good'],
    ]);
  });

  test('what belongs to no unit is the run’s own', () => {
    const kinds = barsOf(world, 'run').map(([kind]) => kind);
    expect(kinds).toContain('checks');
    expect(kinds).toContain('integration');
  });

  test('each wait has the reason of the engine, for as long as it held', () => {
    expect(waitsOf(world, '2')).toEqual([['1 holds files it needs', 0, 5]]);
    expect(waitsOf(world, '3')).toEqual([['after 1', 0, 5]]);
    expect(waitsOf(world, '1')).toEqual([]);
  });

  test('what a dead runner left ends with the last it wrote, and the pause is nobody’s wait', () => {
    const dead = new World([unit('1'), unit('2', { needs: ['1'] })], {
      script: { attempt: () => ({ minutes: 2 }) },
    });
    dead.settle();
    dead.now = '2026-01-01T05:00:00.000Z';
    dead.crash();
    dead.run();
    const [first, second] = barsOf(dead, '1');
    expect(first).toEqual(['implement', 0, 0, 'interrupted']);
    expect(second?.slice(0, 2)).toEqual(['implement', 300]);
    expect(waitsOf(dead, '2')).toEqual([['after 1', 300, 304]]);
  });

  test('what still runs ends now, and says so', () => {
    const running = new World([unit('1')]);
    running.settle();
    expect(
      timelineBars(running.events, '2026-01-01T00:07:00.000Z').at(-1),
    ).toMatchObject({ to: 7 * MINUTE, end: 'open' });
  });
});
