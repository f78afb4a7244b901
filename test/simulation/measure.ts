import { planned } from '../../src/simulation/planned-state.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { limits } from '../helpers/world.ts';
import { makespanOfBatches, makespanOfWaves } from './other-schedulers.ts';
import { durationOf, lowerBound, randomPlan } from './random-plan.ts';
import type { RandomPlan } from './random-plan.ts';

/** Makespans in milliseconds, and what they are to each other plan by plan, on average. */
export type Measured = {
  readonly mean: {
    readonly bound: number;
    readonly ours: number;
    readonly batches: number;
    readonly waves: number;
  };
  readonly ratios: {
    readonly toBound: number;
    readonly ofBatches: number;
    readonly ofWaves: number;
  };
};

/** Runs the real engine and the other schedulers over the same random plans. */
export function measure(options: {
  readonly size: number;
  readonly graphs: number;
  readonly jobs: number;
}): Measured {
  const { size, graphs, jobs } = options;
  const all = Array.from({ length: graphs }, (_, i) => {
    const plan = randomPlan(size, i + 1);
    return {
      bound: lowerBound(plan, jobs),
      ours: makespanOf(plan, jobs),
      batches: makespanOfBatches(plan, jobs),
      waves: makespanOfWaves(plan, jobs),
    };
  });
  type Row = (typeof all)[number];
  const mean = (of: (row: Row) => number): number =>
    all.reduce((sum, row) => sum + of(row), 0) / graphs;
  return {
    mean: {
      bound: mean(({ bound }) => bound),
      ours: mean(({ ours }) => ours),
      batches: mean(({ batches }) => batches),
      waves: mean(({ waves }) => waves),
    },
    ratios: {
      toBound: mean(({ ours, bound }) => ours / bound),
      ofBatches: mean(({ batches, ours }) => batches / ours),
      ofWaves: mean(({ waves, ours }) => waves / ours),
    },
  };
}

/** How long the real engine takes for a plan, once all of it is done. */
export function makespanOf(plan: RandomPlan, jobs: number): number {
  const { makespan, left } = simulate(planned(plan.units), {
    limits: limits({ jobs, shouldLand: false }),
    scenario: (unit) => durationOf(plan.durations, unit.plan.task_id),
  });
  if (left.length > 0) throw new Error(`never done: ${left.join(', ')}`);
  return makespan;
}
