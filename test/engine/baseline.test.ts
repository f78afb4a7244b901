import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';

const CHECKED = { hasChecks: true };

const places = (world: World, type: Event['type']): number[] =>
  world.events.flatMap((event, place) => (event.type === type ? [place] : []));

const roles = (world: World, id: string): string[] =>
  unitOf(world.state, taskId(id)).attempts.map(({ role }) => role);

describe('the baseline', () => {
  test('is taken once, beside the first units, which do not wait for it', () => {
    const world = new World([unit('1'), unit('2')], { limits: CHECKED });
    world.settle();
    expect(world.state.is_taking_baseline).toBe(true);
    expect(roles(world, '1')).toEqual(['implement']);
    expect(roles(world, '2')).toEqual(['implement']);
    world.run();
    expect(places(world, 'baseline_started')).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('is not taken without checks, nor where nothing is left to do', () => {
    const plain = new World([unit('1')]).run();
    const empty = new World([], { limits: CHECKED }).run();
    expect(places(plain, 'baseline_started')).toEqual([]);
    expect(places(empty, 'baseline_started')).toEqual([]);
  });

  test('that was interrupted is taken again; one that is there is not', () => {
    const world = new World([unit('1')], { limits: CHECKED });
    world.settle();
    world.crash();
    world.settle();
    expect(places(world, 'baseline_started')).toHaveLength(2);
    while (world.state.baseline === null) world.step();
    world.crash();
    world.run();
    expect(places(world, 'baseline_started')).toHaveLength(2);
    expect(world.status('1')).toBe('completed');
  });

  test('makes a check that was red before the run advisory', () => {
    const world = new World([unit('1')], {
      limits: CHECKED,
      script: { baseline: () => false, checks: () => false },
    }).run();
    expect(roles(world, '1')).toEqual(['implement', 'review']);
    expect(world.status('1')).toBe('completed');
  });

  test('is waited for by a red check and by an integration, and by nobody else', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: CHECKED,
      script: {
        baseline: () => false,
        baselineMinutes: 60,
        checks: (id) => id === '2',
      },
    });
    world.run();
    const [end = 0] = places(world, 'baseline_ended');
    const before = world.events.slice(0, end);
    const reviewed = before.flatMap((event) =>
      event.type === 'attempt_started' && event.role === 'review'
        ? [event.task_id]
        : [],
    );
    expect(reviewed).toEqual(['2']);
    expect(before.some(({ type }) => type === 'integration_started')).toBe(
      false,
    );
    expect(roles(world, '1')).toEqual(['implement', 'review']);
    expect(world.status('1')).toBe('completed');
    expect(world.status('2')).toBe('completed');
  });

  test('comes before the first writer of a shared folder', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: CHECKED,
      isolation: 'shared',
    }).run();
    const [baseline = -1] = places(world, 'baseline_ended');
    const [attempt = -1] = places(world, 'attempt_started');
    expect(baseline).toBeGreaterThan(0);
    expect(attempt).toBeGreaterThan(baseline);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('is not taken of a shared folder that somebody has written to', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })], {
      isolation: 'shared',
      script: { checks: (id) => id === '1' },
    });
    while (world.status('1') !== 'completed') {
      world.settle();
      world.step();
    }
    world.limits = { ...world.limits, hasChecks: true };
    world.crash();
    world.run();
    expect(places(world, 'baseline_started')).toEqual([]);
    expect(world.status('2')).toBe('blocked');
  });
});

test('a check that became green on the integrated work counts from then on', () => {
  // 1 makes it green, 2 comes after and breaks it.
  const world = new World([unit('1'), unit('2', { needs: ['1'] })], {
    limits: CHECKED,
    script: {
      baseline: () => false,
      attempt: ({ task_id, role, n }) =>
        task_id === '2' && role !== 'review'
          ? { evidence: work(`two-${role}-${n}`, 'commit-1') }
          : undefined,
      checks: (id, state) =>
        id === '1' || unitOf(state, taskId('2')).fix_attempts > 0,
    },
  }).run();
  expect(roles(world, '2')).toEqual(['implement', 'fix', 'review']);
  expect(world.status('2')).toBe('completed');
});

const work = (tree: string, base: string) => ({
  ref: null,
  commit: tree,
  base,
  tree,
  files_changed: ['src/2.ts'],
  notes: [],
});
