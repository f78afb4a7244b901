import { assignRetryAt } from './settle-plan.ts';
import type { Situation } from './situation.ts';

/** The ISO time of the next pause that ends, or null where none runs. */
export function nextWake({ state, now }: Situation): string | null {
  const times = [
    ...state.units.flatMap((unit) =>
      unit.retry_at !== null && unit.status !== 'blocked'
        ? [unit.retry_at]
        : [],
    ),
    ...(state.is_planned ? [] : [assignRetryAt(state) ?? '']),
    ...Object.values(state.parked),
  ].filter((time) => time > now);
  return times.toSorted()[0] ?? null;
}
