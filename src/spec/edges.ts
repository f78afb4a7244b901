import type { TaskId } from '../model/ids.ts';

/** One unit has to wait for another, and why. */
export type Edge = {
  readonly unit: TaskId;
  readonly needs: TaskId;
  readonly why: string;
};

/** Edges by unit, each pair once; the first reason given stays. */
export type EdgeMap = Map<TaskId, Map<TaskId, string>>;

/** Collects edges, leaving out those of a unit on itself. */
export function edgeMapOf(edges: Iterable<Edge>): EdgeMap {
  const map: EdgeMap = new Map();
  for (const { unit, needs, why } of edges) {
    if (unit === needs) continue;
    const known = map.get(unit) ?? new Map<TaskId, string>();
    if (!map.has(unit)) map.set(unit, known);
    if (!known.has(needs)) known.set(needs, why);
  }
  return map;
}

/** All edges of a map. */
export function* edgesOf(map: EdgeMap): Generator<Edge> {
  for (const [unit, needs] of map)
    for (const [other, why] of needs) yield { unit, needs: other, why };
}

/** What each unit needs, for the graph algorithms. */
export const needsOf = (map: EdgeMap): Map<TaskId, Iterable<TaskId>> =>
  new Map([...map].map(([id, needs]) => [id, [...needs.keys()]]));
