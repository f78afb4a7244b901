import type { Event, EventBody } from '../model/event.ts';
import type { State } from '../model/state.ts';
import { reduce } from '../engine/reduce.ts';
import type { Journal } from '../ports/journal.ts';

/** The state and the only way to change it: append a fact, then reduce it. */
export type Ledger = {
  readonly state: () => State;
  readonly append: (...events: readonly EventBody[]) => void;
};

/** A ledger on top of what the journal held at the start. */
export function createLedger(options: {
  readonly journal: Journal;
  readonly state: State;
  readonly onEvents: (events: readonly Event[], state: State) => void;
}): Ledger {
  let state = options.state;
  return {
    state: () => state,
    append: (...bodies) => {
      if (bodies.length === 0) return;
      const events = options.journal.append(bodies);
      state = events.reduce(reduce, state);
      options.onEvents(events, state);
    },
  };
}
