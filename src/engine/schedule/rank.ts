import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/*
 * Who goes first: references/decisions/0006 says what each rule is worth.
 */

/** Of units whose files meet: the longest remaining path, then the earlier in the file. */
export const byRank =
  ({ paths, index }: State) =>
  (a: Unit, b: Unit): number =>
    pathOf(b, paths) - pathOf(a, paths) ||
    placeOf(a, index) - placeOf(b, index);

/** Of units that need a slot: fixes, then reviews, then new work, each by the same rank. */
export function byTurn(state: State): (a: Unit, b: Unit) => number {
  const rank = byRank(state);
  return (a, b) => phaseOf(a) - phaseOf(b) || rank(a, b);
}

const pathOf = ({ plan }: Unit, paths: State['paths']): number =>
  paths.get(plan.task_id) ?? 0;

const placeOf = ({ plan }: Unit, index: State['index']): number =>
  index.get(plan.task_id) ?? -1;

function phaseOf({ status }: Unit): number {
  if (status === 'fix_required') return 0;
  return status === 'pending_review' || status === 'under_review' ? 1 : 2;
}
