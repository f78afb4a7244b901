import type { PlanLimits } from '../../src/simulation/equal-tasks.ts';
import { limits } from './world.ts';

/** What a plan may use, as a start with two jobs would know it. */
export function planLimits(parts: Partial<PlanLimits> = {}): PlanLimits {
  const { isDraining: _isDraining, ...known } = limits(parts);
  return known;
}
