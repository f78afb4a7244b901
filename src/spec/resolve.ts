import type { Item } from './items.ts';
import { familyOf } from './ids.ts';

/** Finds the items that ids written in the file mean. */
export type Resolver = {
  /** The items an id means, seen from a line; empty where no item has it. */
  readonly find: (id: string, line: number) => Item | null;
  /** All items of a range, its ends included. */
  readonly span: (from: Item, to: Item) => Item[];
  /** Id to place in the file, first ones first. */
  readonly order: ReadonlyMap<string, number>;
  /** The kinds of ids there are: a graph may speak of other things (P1, US2). */
  readonly families: ReadonlySet<string>;
};

/** An index over the items by written id; where a number is used twice the nearest one before counts. */
export function resolverOf(items: readonly Item[]): Resolver {
  const byId = new Map<string, Item[]>();
  const order = new Map<string, number>();
  const place = new Map<Item, number>();
  items.forEach((item, index) => {
    place.set(item, index);
    const id = item.draft.id;
    if (id === null) return;
    for (const name of namesOf(id)) {
      const list = byId.get(name);
      if (list === undefined) byId.set(name, [item]);
      else list.push(item);
      if (!order.has(name)) order.set(name, index);
    }
  });
  return {
    order,
    families: new Set([...byId.keys()].map(familyOf)),
    find: (id, line) => nearest(byId.get(id) ?? [], line),
    span: (from, to) => {
      const start = place.get(from) ?? 0;
      const end = place.get(to) ?? 0;
      const shape = shapeOf(from);
      return items
        .slice(Math.min(start, end), Math.max(start, end) + 1)
        .filter((item) => shapeOf(item) === shape);
    },
  };
}

/** The last one at or before a line, else the first; the list is in file order. */
function nearest(list: readonly Item[], line: number): Item | null {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.draft.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return list[Math.max(0, low - 1)] ?? null;
}

/** `T-001` is also found as `T001`, `WP1` as `WP01` is not. */
function namesOf(id: string): string[] {
  const plain = id.replace(/^([A-Z]+)-/, '$1');
  return plain === id ? [id] : [id, plain];
}

const shapeOf = (item: Item): string => {
  const id = item.draft.id ?? '';
  return `${familyOf(id)}${id.split('.').length}`;
};
