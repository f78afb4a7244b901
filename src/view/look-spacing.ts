import type { Event } from '../model/event.ts';
import { millisBetween } from './format.ts';

/** Moments of a journal at which every unit's wait is looked up: more change no figure and no picture that can be seen. */
const MOST_LOOKS = 600;
/** A look at many units takes long: of a thousand a hundred moments have to do. */
const LEAST_LOOKS = 100;
const LOOKED_AT = 120_000;

/**
 * How far apart, in milliseconds, two looks at what everything waits for have
 * to be when one goes through a journal; 0 where all its moments are few.
 */
export function lookSpacing(events: readonly Event[], now: string): number {
  const moments = new Set(events.map(({ at }) => at)).size;
  const looks = Math.min(
    MOST_LOOKS,
    Math.max(LEAST_LOOKS, Math.floor(LOOKED_AT / countUnits(events))),
  );
  return moments <= looks
    ? 0
    : millisBetween(events[0]?.at ?? now, now) / looks;
}

const countUnits = (events: readonly Event[]): number =>
  events.reduce(
    (most, event) =>
      event.type === 'plan_ready' ? Math.max(most, event.units.length) : most,
    1,
  );
