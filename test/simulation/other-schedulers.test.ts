import { expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import { unit } from '../helpers/world.ts';
import { makespanOfBatches, makespanOfWaves } from './other-schedulers.ts';
import { lowerBound } from './random-plan.ts';
import type { RandomPlan } from './random-plan.ts';

// 0 -> 2; 1 and 3 free; 0 and 1 collide; 1 needs a fix
const plan: RandomPlan = {
  units: [unit('0'), unit('1'), unit('2', { needs: ['0'] }), unit('3')],
  durations: new Map([
    [taskId('0'), { implement: 5, review: 1, fixes: [] }],
    [taskId('1'), { implement: 7, review: 2, fixes: [{ fix: 3, review: 1 }] }],
    [taskId('2'), { implement: 4, review: 1, fixes: [] }],
    [taskId('3'), { implement: 2, review: 2, fixes: [] }],
  ]),
  collisions: new Set(['0-1']),
};

test('batches wait for the slowest, review together, and fix one by one', () => {
  // {0, 3}: 5 + 2; {1, 2}: 7 + 2 + 4
  expect(makespanOfBatches(plan, 2)).toBe(20);
});

test('a wave begins when the one before it is through, colliding units one after the other', () => {
  // wave 1: 0 until 6, 3 until 4, then 1 until 19; wave 2: 2 until 24
  expect(makespanOfWaves(plan, 2)).toBe(24);
});

test('no schedule is shorter than the longest chain, or than all work spread evenly', () => {
  expect([1, 2, 9].map((jobs) => lowerBound(plan, jobs))).toEqual([28, 14, 13]);
});
