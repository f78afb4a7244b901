import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { Event } from '../../src/model/event.ts';
import { taskId } from '../../src/model/ids.ts';
import { lookSpacing } from '../../src/view/look-spacing.ts';
import { toTimeAccount } from '../../src/view/time-account.ts';
import { unit, World } from '../helpers/world.ts';

const MINUTE = 60_000;

const isOpen = (status: string): boolean =>
  status !== 'completed' && status !== 'canceled';

/** How long each unit was open, told by nothing but its status. */
function lifetimes(events: readonly Event[]): Map<string, number> {
  const open = new Map<string, number>();
  let state = INITIAL_STATE;
  for (const event of events) {
    const ms = Date.parse(event.at) - Date.parse(state.updated_at ?? event.at);
    for (const { plan, status } of state.units) {
      if (!isOpen(status) || ms === 0) continue;
      open.set(plan.task_id, (open.get(plan.task_id) ?? 0) + ms);
    }
    state = reduce(state, event);
  }
  return open;
}

const spentOn = (world: World, id: string) =>
  toTimeAccount(world.events, { limits: world.limits }).units.get(taskId(id));

describe('where the minutes went', () => {
  test('each wait is counted under its own name', () => {
    // 1 (3 min), 2 with the same file, 3 after 1, 4 and 5 beside them: two slots
    const world = new World(
      [
        unit('1', { writes: ['src/1.ts', 'src/both.ts'] }),
        unit('2', { writes: ['src/2.ts', 'src/both.ts'] }),
        unit('3', { needs: ['1'] }),
        unit('4'),
        unit('5'),
      ],
      {
        limits: { jobs: 2 },
        script: {
          attempt: ({ role }) => ({ minutes: role === 'review' ? 1 : 3 }),
        },
      },
    ).run();
    expect(spentOn(world, '1')).toEqual({
      agent: 3 * MINUTE,
      review: 1 * MINUTE,
    });
    expect(spentOn(world, '2')).toMatchObject({
      files: 4 * MINUTE,
      agent: 3 * MINUTE,
      review: 1 * MINUTE,
    });
    expect(spentOn(world, '3')).toMatchObject({ dependency: 4 * MINUTE });
    expect(spentOn(world, '5')?.slot).toBeGreaterThan(0);
  });

  test('checks, a resource and a pause have names of their own', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: {
        hasChecks: true,
        resources: { db: { slots: 1, units: ['1', '2'], writes: [] } },
      },
      script: {
        attempt: ({ role, n, task_id }) =>
          task_id === '1' && role === 'implement' && n === 1
            ? {
                outcome: {
                  type: 'failed',
                  failure: { type: 'crash', message: 'x' },
                },
                evidence: null,
              }
            : undefined,
      },
    }).run();
    const one = spentOn(world, '1');
    expect(one?.checks).toBeGreaterThan(0);
    expect(one?.retry).toBeGreaterThan(0);
    expect(spentOn(world, '2')).toMatchObject({ resource: MINUTE });
  });

  test('between two starts everything is stopped, whatever seemed to run', () => {
    const world = new World([unit('1')]);
    world.settle();
    world.now = '2026-01-01T01:00:00.000Z';
    world.crash();
    world.run();
    expect(spentOn(world, '1')).toMatchObject({
      stopped: 60 * MINUTE,
      agent: MINUTE,
    });
    expect(toTimeAccount(world.events).stopped_ms).toBe(60 * MINUTE);
  });

  test('an open decision is counted until somebody looks', () => {
    const world = new World([unit('1', { manual: true })]).run();
    expect(world.state.finished?.exit_code).toBe(2);
    const now = '2026-01-01T00:30:00.000Z';
    const waiting = world.events.filter(({ type }) => type !== 'run_finished');
    expect(toTimeAccount(waiting, { now }).total).toEqual({
      decision: 30 * MINUTE,
    });
  });

  test('a long journal is looked at now and then: the sum and the work stay exact', () => {
    // One unit at a time: more moments than are looked at.
    const ids = Array.from({ length: 330 }, (_, at) => String(at + 1));
    const world = new World(
      ids.map((id) => unit(id)),
      {
        limits: { jobs: 1 },
        script: {
          attempt: ({ n, task_id }) => ({ minutes: n + Number(task_id) / 100 }),
        },
      },
    ).run();
    const { events, limits } = world;
    const moments = new Set(events.map(({ at }) => at)).size;
    const whole =
      Date.parse(events.at(-1)?.at ?? '') - Date.parse(events[0]?.at ?? '');
    const spacing = lookSpacing(events, events.at(-1)?.at ?? '');
    expect(whole / spacing).toBeLessThan(moments / 1.5);
    const { units } = toTimeAccount(events, { limits });
    const sums = [...units].map(([id, spent]) => [
      String(id),
      Object.values(spent).reduce((sum, ms) => sum + ms, 0),
    ]);
    expect(new Map(sums as [string, number][])).toEqual(lifetimes(events));
    expect(units.get(taskId('70'))).toMatchObject({ agent: 1.7 * MINUTE });
  });

  test('the reasons of a unit add up to its lifetime, to the millisecond', () => {
    const drawn = fc.array(
      fc.record({
        need: fc.integer({ min: 1, max: 4 }),
        file: fc.integer({ min: 0, max: 3 }),
        minutes: fc.double({ min: 0.01, max: 9, noNaN: true }),
        crashes: fc.integer({ min: 0, max: 2 }),
        stray: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 3 }), (draws, jobs) => {
        const world = new World(
          draws.map(({ need, file }, at) =>
            unit(String(at), {
              needs: at >= need ? [String(at - need)] : [],
              writes: [`src/${at}.ts`, `src/f${file}.ts`],
            }),
          ),
          {
            limits: { jobs, hasChecks: jobs > 1 },
            script: {
              attempt: ({ task_id, role, n }) => {
                const draw = draws[Number(task_id)];
                return draw === undefined || role !== 'implement'
                  ? undefined
                  : n <= draw.crashes
                    ? {
                        minutes: draw.minutes,
                        outcome: {
                          type: 'failed',
                          failure: { type: 'network', message: 'x' },
                        },
                        evidence: null,
                      }
                    : { minutes: draw.minutes };
              },
            },
          },
        ).run();
        const { units, total } = toTimeAccount(world.events, {
          limits: world.limits,
        });
        const sums = new Map(
          [...units].map(([id, spent]) => [
            String(id),
            Object.values(spent).reduce((sum, ms) => sum + ms, 0),
          ]),
        );
        expect(sums).toEqual(lifetimes(world.events));
        const all = Object.values(total).reduce((sum, ms) => sum + ms, 0);
        expect(all).toBe([...sums.values()].reduce((sum, ms) => sum + ms, 0));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
