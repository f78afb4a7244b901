import { mustRunAlone } from '../engine/readiness.ts';
import type { Isolation } from '../model/event.ts';
import type { PlannedUnit } from '../model/unit.ts';
import { collides } from '../plan/overlap.ts';

/** How much of a plan can run side by side. */
export type PlanPreview = {
  /** The most units that run at once. */
  readonly at_once: number;
  /** Rounds, if every unit took equally long. */
  readonly rounds: number;
  /** Units that depend on each other in a circle, or on something that is never done. */
  readonly stuck: readonly string[];
};

/**
 * Plays the plan in rounds of equal length: a unit runs when its dependencies
 * are done, a job is free and no unit beside it touches its files.
 */
export function previewPlan(
  units: readonly PlannedUnit[],
  limits: { readonly jobs: number; readonly isolation: Isolation },
): PlanPreview {
  let left = units;
  let at_once = 0;
  let rounds = 0;
  while (left.length > 0) {
    const open = new Set(left.map((unit) => unit.task_id));
    const round = pickRound(
      left.filter((unit) => !unit.dependencies.some((id) => open.has(id))),
      limits,
    );
    if (round.length === 0) break;
    at_once = Math.max(at_once, round.length);
    rounds += 1;
    left = left.filter((unit) => !round.includes(unit));
  }
  return { at_once, rounds, stuck: left.map((unit) => unit.task_id) };
}

function pickRound(
  ready: readonly PlannedUnit[],
  limits: { readonly jobs: number; readonly isolation: Isolation },
): readonly PlannedUnit[] {
  const isAlone = (unit: PlannedUnit): boolean =>
    mustRunAlone(unit, limits.isolation);
  const picked: PlannedUnit[] = [];
  for (const unit of ready) {
    if (picked.length >= limits.jobs) break;
    const fits =
      picked.length === 0 ||
      (!isAlone(unit) &&
        !picked.some(
          (other) =>
            isAlone(other) || collides(unit.assignment, other.assignment),
        ));
    if (fits) picked.push(unit);
  }
  return picked;
}
