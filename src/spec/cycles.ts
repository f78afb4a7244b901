import { componentsOf } from './components.ts';
import type { Needs } from './components.ts';

const MAX_CYCLES = 20;
const MAX_STARTS = 200;

/**
 * The cycles of a graph, each whole and starting at its first node in file
 * order, shortest first. One edge of every cycle found is taken out before the
 * next is looked for, so that the list says what to break, not every way round.
 */
export function cyclesOf<K>(nodes: readonly K[], needs: Needs<K>): K[][] {
  const place = new Map(nodes.map((node, i) => [node, i]));
  const cycles: K[][] = [];
  for (const component of componentsOf(nodes, needs)) {
    if (component.length < 2) continue;
    const inside = new Set(component);
    const left: Map<K, Set<K>> = new Map(
      component.map((node): [K, Set<K>] => [
        node,
        new Set(
          [...(needs.get(node) ?? [])].filter((other) => inside.has(other)),
        ),
      ]),
    );
    while (cycles.length < MAX_CYCLES) {
      const cycle: K[] | null = shortestCycle(
        component.slice(0, MAX_STARTS),
        left,
      );
      if (cycle === null) break;
      cycles.push(startAtFirst(cycle, place));
      const last = cycle.at(-1);
      const first = cycle[0];
      if (last === undefined || first === undefined) break;
      left.get(last)?.delete(first);
    }
  }
  return cycles.sort((a, b) => a.length - b.length);
}

function shortestCycle<K>(starts: readonly K[], needs: Needs<K>): K[] | null {
  let best: { readonly nodes: K[] | null; readonly length: number } = {
    nodes: null,
    length: Infinity,
  };
  for (const start of starts) {
    const nodes = cycleThrough(start, needs, best.length);
    if (nodes !== null) best = { nodes, length: nodes.length };
    if (best.length === 2) break;
  }
  return best.nodes;
}

/** Breadth first from a node back to itself; null where no way is shorter than `limit`. */
function cycleThrough<K>(start: K, needs: Needs<K>, limit: number): K[] | null {
  const from = new Map<K, K>();
  let front: K[] = [start];
  for (let length = 1; length < limit && front.length > 0; length += 1) {
    const next: K[] = [];
    for (const node of front)
      for (const other of needs.get(node) ?? []) {
        if (other === start) return trace(node, start, from);
        if (from.has(other)) continue;
        from.set(other, node);
        next.push(other);
      }
    front = next;
  }
  return null;
}

function trace<K>(end: K, start: K, from: ReadonlyMap<K, K>): K[] {
  const path: K[] = [end];
  for (let node = end; node !== start;) {
    const before = from.get(node);
    if (before === undefined) break;
    path.unshift(before);
    node = before;
  }
  return path;
}

function startAtFirst<K>(cycle: K[], place: ReadonlyMap<K, number>): K[] {
  const places = cycle.map((node) => place.get(node) ?? 0);
  const at = places.indexOf(places.reduce((a, b) => Math.min(a, b), Infinity));
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
