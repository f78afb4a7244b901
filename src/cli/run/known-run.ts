import type { Layout } from '../../adapters/store/layout.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { INITIAL_STATE } from '../../engine/initial-state.ts';
import { isComplete } from '../../engine/finish.ts';
import { reduce } from '../../engine/reduce.ts';
import type { Event } from '../../model/event.ts';
import type { Spec } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { findUnit } from '../../model/state-access.ts';

/** The sum of events, from nothing. */
export const replay = (events: readonly Event[]): State =>
  events.reduce(reduce, INITIAL_STATE);

/** What is known of the spec's run so far; reads only. */
export function readKnownRun(layout: Layout): State {
  return replay(readJournal(layout.journal).events);
}

/** Whether the run is over and the spec has nothing that it does not know. */
export function isOver(state: State, spec: Spec): boolean {
  const hasLanded = state.finished?.exit_code === 0;
  return isComplete(state) && hasLanded && !hasNewWork(state, spec);
}

/** Whether the spec has open units that a complete run has never heard of. */
export const hasNewWork = (state: State, spec: Spec): boolean =>
  spec.units.some(({ task_id }) => findUnit(state, task_id) === undefined);
