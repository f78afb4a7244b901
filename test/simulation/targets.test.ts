import { describe, expect, test } from 'vitest';
import { planned } from '../../src/simulation/planned-state.ts';
import { simulateInDetail } from '../../src/simulation/simulate.ts';
import { limits } from '../helpers/world.ts';
import { measure } from './measure.ts';
import { durationOf, pipelineOf, randomPlan } from './random-plan.ts';

// `npm run bench:simulation` measures 400 plans of each size.
const SLOW = { timeout: 60_000 };
test(
  '30 units at 3 jobs take at most 1.10 times the bound, and far less than batches or waves',
  SLOW,
  () => {
    const { ratios } = measure({ size: 30, graphs: 150, jobs: 3 });
    expect(ratios.toBound).toBeGreaterThanOrEqual(1);
    expect(ratios.toBound).toBeLessThanOrEqual(1.1);
    expect(ratios.ofBatches).toBeGreaterThanOrEqual(1.5);
    expect(ratios.ofWaves).toBeGreaterThanOrEqual(1.25);
  },
);

describe('in a random plan', () => {
  const plans = Array.from({ length: 15 }, (_, i) => randomPlan(20, 1000 + i));

  test.each(plans)('nothing overlaps, starts early or is lost (%#)', (plan) => {
    const jobs = 3;
    const { segments, usage } = simulateInDetail(planned(plan.units), {
      limits: limits({ jobs, shouldLand: false }),
      scenario: (unit) => durationOf(plan.durations, unit.plan.task_id),
    });
    const work = segments.filter(({ type }) => type !== 'wait');
    const spans = plan.units.map(({ task_id }) => {
      const own = work.filter((segment) => segment.task_id === task_id);
      expect(own.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(
        pipelineOf(durationOf(plan.durations, task_id)),
      );
      return { from: own[0]?.from ?? -1, to: own.at(-1)?.to ?? -1 };
    });
    for (const pair of plan.collisions) {
      const [a, b] = pair.split('-').map((place) => spans[Number(place)]);
      if (a === undefined || b === undefined) expect.unreachable();
      else expect(a.to <= b.from || b.to <= a.from).toBe(true);
    }
    plan.units.forEach(({ dependencies }, i) => {
      for (const id of dependencies) {
        expect(spans[Number(id)]?.to).toBeLessThanOrEqual(spans[i]?.from ?? -1);
      }
    });
    expect(usage.every(({ agents }) => agents <= jobs)).toBe(true);
  });
});

describe('the measure itself', () => {
  test('plays the same plan the same way twice', () => {
    const twice = [1, 2].map(() => measure({ size: 12, graphs: 5, jobs: 3 }));
    expect(twice[0]).toEqual(twice[1]);
  });

  test('draws plans with the shares that were asked for', () => {
    const plans = Array.from({ length: 300 }, (_, i) => randomPlan(30, i));
    const units = plans.flatMap((plan) => plan.units.slice(6));
    const share = (n: number): number =>
      units.filter(({ dependencies }) => dependencies.length === n).length /
      units.length;
    expect([0, 1, 2, 3].map((n) => Math.round(share(n) * 20) / 20)).toEqual([
      0.25, 0.4, 0.25, 0.1,
    ]);
    const parts = plans.flatMap((plan) => [...plan.durations.values()]);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length / 60_000;
    expect(mean(parts.map(({ implement }) => implement))).toBeCloseTo(8, 0);
    expect(mean(parts.map(({ review }) => review))).toBeCloseTo(2.5, 1);
    const fixed = parts.filter(({ fixes }) => fixes.length > 0);
    expect(fixed.length / parts.length).toBeCloseTo(0.3, 1);
    const pairs = plans.reduce((sum, plan) => sum + plan.collisions.size, 0);
    expect(pairs / plans.length / (15 * 29)).toBeCloseTo(1.5 / 30, 2);
  });
});
