import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { World, unit } from '../helpers/world.ts';

/** A run with one job at the moment at which unit 1 is put on the branch; 2 needs it, 3 nobody. */
function integrating(hasChecks: boolean): World {
  const world = new World([unit('1'), unit('2', { needs: ['1'] }), unit('3')], {
    limits: { jobs: 1, hasChecks },
  });
  world.settle();
  while (world.state.integrating === null && world.step()) world.settle();
  expect(world.state.integrating).toBe('1');
  return world;
}

describe('while a unit is being integrated', () => {
  test('the slot is kept for what that sets free, and the wait says so', () => {
    const world = integrating(false);
    expect(world.status('3')).toBe('not_started');
    expect(holdOf(unitOf(world.state, taskId('3')), world)).toEqual({
      type: 'integration',
      on: '1',
    });
    world.step();
    world.settle();
    expect([world.status('2'), world.status('3')]).toEqual([
      'in_progress',
      'not_started',
    ]);
  });

  test('nobody waits where checks run in it: that can take long', () => {
    expect(integrating(true).status('3')).not.toBe('not_started');
  });
});
