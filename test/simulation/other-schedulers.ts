import type { TaskId } from '../../src/model/ids.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import { durationOf, pipelineOf } from './random-plan.ts';
import type { RandomPlan } from './random-plan.ts';

/*
 * Two ways to run a plan that ours is measured against. They get every doubt's
 * benefit: no time between steps, and colliding units are kept apart here too.
 */

/**
 * Batches with a barrier: as many free units as there are jobs, their reviews
 * together, then every fix one by one, and only then the next batch.
 */
export function makespanOfBatches(plan: RandomPlan, jobs: number): number {
  const done = new Set<TaskId>();
  let time = 0;
  while (done.size < plan.units.length) {
    const batch: PlannedUnit[] = [];
    for (const unit of plan.units) {
      if (batch.length === jobs) break;
      if (done.has(unit.task_id)) continue;
      if (!unit.dependencies.every((id) => done.has(id))) continue;
      if (batch.every((other) => !collide(plan, unit, other))) batch.push(unit);
    }
    const parts = batch.map(({ task_id }) =>
      durationOf(plan.durations, task_id),
    );
    time += Math.max(...parts.map(({ implement }) => implement));
    time += Math.max(...parts.map(({ review }) => review));
    for (const { fix, review } of parts.flatMap(({ fixes }) => fixes)) {
      time += fix + review;
    }
    for (const { task_id } of batch) done.add(task_id);
  }
  return time;
}

/**
 * Strict waves: a unit belongs to the wave after the last of its dependencies,
 * and no wave begins before the one before it is through. Within a wave units
 * go from start to end without a barrier.
 */
export function makespanOfWaves(plan: RandomPlan, jobs: number): number {
  const waves = new Map<TaskId, number>();
  for (const { task_id, dependencies } of plan.units) {
    const before = dependencies.map((id) => waves.get(id) ?? 0);
    waves.set(task_id, 1 + Math.max(0, ...before));
  }
  const last = Math.max(...waves.values());
  let time = 0;
  for (let wave = 1; wave <= last; wave += 1) {
    const units = plan.units.filter(
      ({ task_id }) => waves.get(task_id) === wave,
    );
    time = runWave(units, { plan, jobs, from: time });
  }
  return time;
}

type Running = { readonly unit: PlannedUnit; readonly end: number };

function runWave(
  units: readonly PlannedUnit[],
  { plan, jobs, from }: { plan: RandomPlan; jobs: number; from: number },
): number {
  let waiting = units;
  let running: readonly Running[] = [];
  let time = from;
  while (waiting.length > 0 || running.length > 0) {
    for (const unit of waiting) {
      if (running.length === jobs) break;
      if (running.some((other) => collide(plan, unit, other.unit))) continue;
      const length = pipelineOf(durationOf(plan.durations, unit.task_id));
      running = [...running, { unit, end: time + length }];
    }
    waiting = waiting.filter(
      (unit) => !running.some((other) => other.unit === unit),
    );
    const next = Math.min(...running.map(({ end }) => end));
    time = next;
    running = running.filter(({ end }) => end > next);
  }
  return time;
}

function collide(
  { units, collisions }: RandomPlan,
  a: PlannedUnit,
  b: PlannedUnit,
): boolean {
  const places = [units.indexOf(a), units.indexOf(b)].toSorted((x, y) => x - y);
  return collisions.has(places.join('-'));
}
