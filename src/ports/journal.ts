import type { Event, EventBody } from '../model/event.ts';

/** The append-only list of facts. Appending is done when it is on disk. */
export type Journal = {
  /** Numbers, dates and writes the events; throws when the lock is lost. */
  append(events: readonly EventBody[]): readonly Event[];
};
