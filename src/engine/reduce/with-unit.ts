import type { TaskId } from '../../model/ids.ts';
import { unitOf } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/** The state with one unit replaced; all others are shared. */
export function withUnit(
  state: State,
  id: TaskId,
  change: (unit: Unit) => Unit,
): State {
  const next = change(unitOf(state, id));
  const place = state.index.get(id) ?? -1;
  return { ...state, units: state.units.with(place, next) };
}
