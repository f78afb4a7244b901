import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { findCollisions } from '../../plan/collisions.ts';
import { criticalPath, orderOf } from '../../plan/graph.ts';
import { weightOf } from './weight.ts';

/** The state with everything that follows from where its units stand and what they may touch. */
export const placed = (state: State): State => ({
  ...state,
  ...placesOf(state),
});

/** Where each unit stands, how long the path behind it is, whose files meet its own. */
function placesOf({
  units,
  run,
}: Pick<State, 'units' | 'run'>): Pick<State, 'index' | 'paths' | 'apart'> {
  const nodes = units.map(({ plan: { task_id, dependencies } }) => ({
    id: task_id,
    dependencies,
  }));
  const { collisions } = findCollisions(
    units.map(({ plan }) => ({ id: plan.task_id, ...plan.assignment })),
    {
      foldCase: run?.folds_case === true,
      isOrdered: orderOf(nodes).isOrdered,
    },
  );
  return {
    apart: bothWays(collisions),
    index: new Map(units.map(({ plan }, place) => [plan.task_id, place])),
    paths: criticalPath(
      units.map(({ plan }) => ({
        id: plan.task_id,
        weight: weightOf(plan),
        dependencies: plan.dependencies,
      })),
    ),
  };
}

function bothWays(
  pairs: readonly { readonly a: TaskId; readonly b: TaskId }[],
): Map<TaskId, Set<TaskId>> {
  const apart = new Map<TaskId, Set<TaskId>>();
  const add = (from: TaskId, to: TaskId): void => {
    const known = apart.get(from);
    if (known === undefined) apart.set(from, new Set([to]));
    else known.add(to);
  };
  for (const { a, b } of pairs) {
    add(a, b);
    add(b, a);
  }
  return apart;
}
