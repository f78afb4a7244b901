import type { Layout } from '../../adapters/store/layout.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { isOver as isRunOver } from '../../engine/end/is-complete.ts';
import { reduce } from '../../engine/reduce.ts';
import type { Event } from '../../model/event.ts';
import type { Spec } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { findUnit } from '../../model/state-access.ts';
import { UserError } from '../../model/user-error.ts';

/** The sum of events, from nothing or upon a state; a `UserError` where one contradicts those before it. */
export function replay(
  events: readonly Event[],
  from: State = INITIAL_STATE,
): State {
  let state = from;
  for (const event of events) {
    try {
      state = reduce(state, event);
    } catch (error) {
      throw contradiction(event, error);
    }
  }
  return state;
}

/** Events that were appended were reduced first: somebody changed them since. */
function contradiction(event: Event, cause: unknown): UserError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new UserError(
    `The journal contradicts itself at event ${event.seq} (${event.type}): ${said.replace(/^Internal error: /, '')}`,
    {
      hint: 'Nothing was changed. orchestration-loop validate names the line.',
      cause,
    },
  );
}

/** What is known of the spec's run so far; reads only. */
export function readKnownRun(layout: Layout): State {
  return replay(readJournal(layout.journal).events);
}

/** Whether the run is over and the spec has nothing that it does not know. */
export const isOver = (state: State, spec: Spec): boolean =>
  isRunOver(state) && !hasNewWork(state, spec);

/** Whether the spec has open units that a complete run has never heard of. */
const hasNewWork = (state: State, spec: Spec): boolean =>
  spec.units.some(({ task_id }) => findUnit(state, task_id) === undefined);
