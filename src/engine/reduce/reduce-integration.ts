import type { CheckRun } from '../../model/check.ts';
import type { Event } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { unitOf } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { greenAfter } from './green-checks.ts';
import { endAfterIntegration } from './reduce-end.ts';
import { reduceUnit } from './reduce-unit.ts';
import { withUnit } from './with-unit.ts';

/** What an integration begins, ends and makes out of date. */
export function integrate(
  state: State,
  event: Extract<
    Event,
    { type: 'integration_started' | 'integrated' | 'integration_failed' }
  >,
): State {
  if (event.type === 'integration_started') {
    return { ...state, integrating: event.task_id };
  }
  const next = {
    ...withUnit(state, event.task_id, (unit) => reduceUnit(unit, event)),
    integrating: null,
  };
  if (event.type === 'integration_failed') return next;
  return {
    ...next,
    // What landed before does not have what was integrated since.
    landing: null,
    ...endAfterIntegration(),
    green_checks: greenAfter(state, resultsOf(unitOf(next, event.task_id))),
  };
}

/** What the checks said about the tree that was integrated; nothing where a person accepted it. */
const resultsOf = ({ is_accepted, checks }: Unit): CheckRun['results'] =>
  is_accepted ? [] : (checks.at(-1)?.results ?? []);

/** The integration branch is taken for it; a start that finds it underway ends it first. */
export const takeBack = (state: State, unit: TaskId | null): State => ({
  ...state,
  integrating: unit,
  reverting: unit,
});
