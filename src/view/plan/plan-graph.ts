import { weightOf } from '../../engine/reduce/weight.ts';
import type { TaskId } from '../../model/ids.ts';
import type { PlannedUnit } from '../../model/unit.ts';
import { findCollisions } from '../../plan/collisions.ts';
import { criticalPath, orderOf } from '../../plan/graph.ts';

/** A unit that waits for another, and where that is said. */
export type PlanEdge = {
  /** Has to be completed before. */
  readonly from: TaskId;
  readonly to: TaskId;
  /** In the words of the spec, or the rule that it follows from; empty where nobody says. */
  readonly why: string;
};

/** Two units that nothing orders and that never run at once. */
export type PlanCollision = {
  /** The earlier in the file. */
  readonly a: TaskId;
  readonly b: TaskId;
  /** The patterns that meet, each once. */
  readonly files: readonly string[];
};

/** Every edge among the units, in file order. */
export function edgesOf(units: readonly PlannedUnit[]): PlanEdge[] {
  const known = new Set(units.map(({ task_id }) => task_id));
  return units.flatMap((unit) =>
    unit.dependencies.flatMap((from, i) =>
      known.has(from)
        ? [{ from, to: unit.task_id, why: whyOf(unit, from, i) }]
        : [],
    ),
  );
}

/** `why` has a line an edge, which begins with the id; an edit of dependencies leaves it behind. */
function whyOf(
  { why, dependencies }: PlannedUnit,
  from: TaskId,
  i: number,
): string {
  const lead = `${from}: `;
  const named = why.find((line) => line.startsWith(lead));
  if (named !== undefined) return named.slice(lead.length);
  return why.length === dependencies.length ? (why[i] ?? '') : '';
}

/** Every pair that is kept apart by its files, in file order. */
export function collisionsOf(
  units: readonly PlannedUnit[],
  options: { readonly foldCase: boolean },
): PlanCollision[] {
  const nodes = units.map(({ task_id: id, dependencies }) => ({
    id,
    dependencies,
  }));
  const { collisions } = findCollisions(
    units.map(({ task_id: id, assignment }) => ({ id, ...assignment })),
    { ...options, isOrdered: orderOf(nodes).isOrdered },
  );
  return collisions.map(({ a, b, paths }) => ({
    a,
    b,
    files: [...new Set(paths.flatMap((path) => [path.a, path.b]))],
  }));
}

/** The longest chain of units that wait for each other, by open tasks; of equals the earliest in the file. */
export function criticalPathOf(units: readonly PlannedUnit[]): TaskId[] {
  const paths = criticalPath(
    units.map((unit) => ({
      id: unit.task_id,
      weight: weightOf(unit),
      dependencies: unit.dependencies,
    })),
  );
  const longest = (ids: readonly PlannedUnit[]): PlannedUnit | undefined =>
    ids.reduce<PlannedUnit | undefined>(
      (best, unit) =>
        best === undefined || lengthOf(unit, paths) > lengthOf(best, paths)
          ? unit
          : best,
      undefined,
    );
  const chain: TaskId[] = [];
  for (let at = longest(units); at !== undefined;) {
    const { task_id } = at;
    if (chain.includes(task_id)) break;
    chain.push(task_id);
    at = longest(
      units.filter(({ dependencies }) => dependencies.includes(task_id)),
    );
  }
  return chain;
}

const lengthOf = (
  { task_id }: PlannedUnit,
  paths: ReadonlyMap<TaskId, number>,
): number => paths.get(task_id) ?? 0;
