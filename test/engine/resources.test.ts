import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import { resourceHold } from '../../src/engine/schedule/resources.ts';
import type { Limits } from '../../src/engine/limits.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';

const db = (parts: Partial<Limits['resources'][string]> = {}) => ({
  db: { slots: 1, units: [], writes: [], ...parts },
});

const writing = (world: World): string[] =>
  world.state.units.flatMap(({ plan, attempts }) =>
    attempts.some(
      ({ status, role }) => status === 'running' && role !== 'review',
    )
      ? [plan.task_id]
      : [],
  );

const order = (world: World, type: string): string[] =>
  world.events.flatMap((event) =>
    event.type === type && 'task_id' in event ? [event.task_id] : [],
  );

describe('resources', () => {
  test('units named for one, and units that write what it names, take turns', () => {
    const world = new World(
      [
        unit('1'),
        unit('2', { writes: ['src/2.ts', 'migrations/2.sql'] }),
        unit('3'),
      ],
      {
        limits: {
          jobs: 3,
          resources: db({ units: ['1'], writes: ['migrations/**'] }),
        },
      },
    );
    world.settle();
    expect(writing(world)).toEqual(['1', '3']);
    expect(holdOf(unitOf(world.state, taskId('2')), world)).toEqual({
      type: 'resource',
      name: 'db',
      on: ['the agent of 1'],
    });
    world.step();
    world.settle();
    expect(writing(world)).toContain('2');
  });

  test('a reviewer needs none: the next agent writes while it reads', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: { resources: db({ units: ['1', '2'] }) },
      script: {
        attempt: ({ role }) => ({ minutes: role === 'review' ? 9 : 1 }),
      },
    });
    world.settle();
    world.step();
    world.settle();
    expect(writing(world)).toEqual(['2']);
  });

  test('checks that need one run one after the other, in file order', () => {
    const world = new World([unit('1'), unit('2'), unit('3')], {
      limits: {
        jobs: 3,
        hasChecks: true,
        resources: db(),
        checkResources: ['db'],
      },
    }).run();
    expect(order(world, 'checks_started')).toEqual(['1', '2', '3']);
    const used = world.events.flatMap((event) =>
      event.type === 'checks_started' || event.type === 'baseline_started'
        ? [1]
        : event.type === 'checks_ended' || event.type === 'baseline_ended'
          ? [-1]
          : [],
    );
    const most = used.reduce(
      ({ now, peak }, step) => ({
        now: now + step,
        peak: Math.max(peak, now + step),
      }),
      { now: 0, peak: 0 },
    );
    expect(most.peak).toBe(1);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('what a check names and nobody declared there is one of', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: { hasChecks: true, checkResources: ['lab'] },
    });
    world.settle();
    // The baseline has it.
    expect(resourceHold(null, world)).toEqual({
      type: 'resource',
      name: 'lab',
      on: ['the baseline'],
    });
    expect(world.run().state.finished?.exit_code).toBe(0);
  });

  test('who waits for two is not passed by one who needs the free one of them', () => {
    // 1 has the db for long; 2 needs both; 3 needs the port only.
    const world = new World([unit('1'), unit('2'), unit('3'), unit('4')], {
      limits: {
        jobs: 4,
        resources: {
          db: { slots: 1, units: ['1', '2'], writes: [] },
          port: { slots: 1, units: ['2', '3'], writes: [] },
        },
      },
    });
    world.settle();
    expect(writing(world)).toEqual(['1', '4']);
    expect(holdOf(unitOf(world.state, taskId('3')), world)).toEqual({
      type: 'resource',
      name: 'port',
      on: ['2, which comes first'],
    });
    world.run();
    expect(order(world, 'integrated')).toHaveLength(4);
  });
});
