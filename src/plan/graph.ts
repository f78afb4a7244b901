/** What the graph needs to know of a unit. */
export type GraphNode<Id extends string = string> = {
  readonly id: Id;
  /** How long it takes, in any measure. */
  readonly weight: number;
  /** Ids that have to be done before; unknown ones are passed over. */
  readonly dependencies: readonly Id[];
};

type Unweighted<Id extends string> = Omit<GraphNode<Id>, 'weight'>;

/**
 * Longest remaining path from the start of each unit to the end of everything
 * that waits for it: whoever has the longest goes first.
 */
export function criticalPath<Id extends string>(
  nodes: readonly GraphNode<Id>[],
): Map<Id, number> {
  const { order, dependents } = sort<Id, GraphNode<Id>>(nodes);
  const remaining = new Map<Id, number>();
  for (const node of order.toReversed()) {
    const after = (dependents.get(node.id) ?? []).map(
      (id) => remaining.get(id) ?? 0,
    );
    // No spread into Math.max: a thousand dependents are too many arguments.
    const longest = after.reduce((most, path) => Math.max(most, path), 0);
    remaining.set(node.id, node.weight + longest);
  }
  return remaining;
}

/** Which units a dependency path keeps apart. */
export type Order<Id extends string> = {
  /** Whether one of both waits for the other, over any number of units. */
  readonly isOrdered: (a: Id, b: Id) => boolean;
  /** Rows joined while it was worked out, so that the growth can be watched. */
  readonly steps: number;
};

/** Works out once who waits for whom, one bit a pair: asking is free then. */
export function orderOf<Id extends string>(
  nodes: readonly Unweighted<Id>[],
): Order<Id> {
  const { order } = sort<Id, Unweighted<Id>>(nodes);
  const place = new Map(order.map((node, at) => [node.id, at]));
  const width = Math.ceil(order.length / 32);
  const rows = order.map(() => new Uint32Array(width));
  let steps = 0;
  order.forEach((node, at) => {
    for (const dependency of node.dependencies) {
      const below = place.get(dependency);
      if (below === undefined) continue;
      steps += 1;
      join(rows[at], rows[below], below);
    }
  });
  const waitsFor = (a: number, b: number): boolean =>
    (((rows[a]?.[b >> 5] ?? 0) >>> (b & 31)) & 1) === 1;
  return {
    steps,
    isOrdered: (a, b) => {
      const left = place.get(a);
      const right = place.get(b);
      if (left === undefined || right === undefined) return false;
      return waitsFor(left, right) || waitsFor(right, left);
    },
  };
}

function join(
  row: Uint32Array | undefined,
  below: Uint32Array | undefined,
  bit: number,
): void {
  if (row === undefined || below === undefined) return;
  for (let at = 0; at < row.length; at += 1) {
    row[at] = (row[at] ?? 0) | (below[at] ?? 0);
  }
  row[bit >> 5] = (row[bit >> 5] ?? 0) | (1 << (bit & 31));
}

/**
 * Dependencies first, file order otherwise. What stands in a cycle has no
 * place: it comes last, in file order, so that nobody loops here.
 */
function sort<Id extends string, Node extends Unweighted<Id>>(
  nodes: readonly Node[],
): { readonly order: Node[]; readonly dependents: Map<Id, Id[]> } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const dependents = new Map<Id, Id[]>();
  const open = new Map<Id, number>();
  for (const node of nodes) {
    const known = node.dependencies.filter((id) => byId.has(id));
    open.set(node.id, known.length);
    for (const id of known) {
      const list = dependents.get(id);
      if (list === undefined) dependents.set(id, [node.id]);
      else list.push(node.id);
    }
  }
  const order = nodes.filter(({ id }) => open.get(id) === 0);
  for (const { id } of order) {
    for (const next of dependents.get(id) ?? []) {
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      const node = byId.get(next);
      if (left === 0 && node !== undefined) order.push(node);
    }
  }
  const placed = new Set(order.map(({ id }) => id));
  order.push(...nodes.filter(({ id }) => !placed.has(id)));
  return { order, dependents };
}
