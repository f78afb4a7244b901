/** What each node needs; nodes without an entry need nothing. */
export type Needs<K> = ReadonlyMap<K, Iterable<K>>;

/**
 * The strongly connected components of a graph (Tarjan, without recursion:
 * a chain of ten thousand tasks is a normal input).
 */
export function componentsOf<K>(nodes: readonly K[], needs: Needs<K>): K[][] {
  const index = new Map<K, number>();
  const low = new Map<K, number>();
  const onStack = new Set<K>();
  const stack: K[] = [];
  const components: K[][] = [];
  const open = (node: K): { node: K; rest: Iterator<K> } => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, rest: (needs.get(node) ?? [])[Symbol.iterator]() };
  };
  const lower = (node: K, value: number | undefined): void => {
    low.set(node, Math.min(low.get(node) ?? 0, value ?? 0));
  };
  for (const start of nodes) {
    if (index.has(start)) continue;
    const path = [open(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done !== true) {
        if (!index.has(next.value)) path.push(open(next.value));
        else if (onStack.has(next.value))
          lower(top.node, index.get(next.value));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) lower(above.node, low.get(top.node));
      if (low.get(top.node) !== index.get(top.node)) continue;
      components.push(closeComponent(stack, onStack, top.node));
    }
  }
  return components;
}

function closeComponent<K>(stack: K[], onStack: Set<K>, root: K): K[] {
  const component: K[] = [];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    onStack.delete(node);
    component.push(node);
    if (node === root) break;
  }
  return component;
}
