/** A node of the graph and what it has to wait for. */
export type LayoutNode = {
  readonly id: string;
  readonly dependencies: readonly string[];
};

/** A point of the picture: a column, and pixels from the top. */
export type Place = { readonly column: number; readonly y: number };

/** Where everything stands. */
export type Layout = {
  /** The top of each box. */
  readonly places: ReadonlyMap<string, Place>;
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    /** Columns that the line crosses, and where it finds room between the boxes. */
    readonly via: readonly Place[];
  }[];
  readonly columns: number;
  /** In pixels. */
  readonly height: number;
};

/** Height of a box and of the room below it, in pixels. */
export const BOX_HEIGHT = 46;
const GAP = 14;
/** Height that a line takes where it passes a column. */
const LINE_HEIGHT = 2;

/** Taller layers are broken into several columns. */
const MOST_ROWS = 14;
/** Lines that get room of their own between boxes: with more the boxes would drift apart. */
const MOST_ROUTED = 150;
/** Passes that pull nodes beside what they belong to; more change little. */
const PASSES = 8;

/**
 * Lays a graph out in layers: everything stands right of what it waits for.
 * Edges that follow from others are left out; cycles and unknown ids are passed
 * over.
 */
export function layOut(nodes: readonly LayoutNode[]): Layout {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const depths = findDepths(nodes, known);
  const edges = nodes.flatMap(({ id, dependencies }) =>
    [...new Set(dependencies)]
      .filter((from) => (depths.get(from) ?? Infinity) < (depths.get(id) ?? 0))
      .map((from) => ({ from, to: id })),
  );
  const layers: string[][] = [];
  for (const { id } of nodes) (layers[depths.get(id) ?? 0] ??= []).push(id);
  const routes = routesOf(withoutImplied(edges), { depths, layers });
  const columns = order(layers, routes).flatMap(inColumns);
  const heightOf = (id: string): number =>
    known.has(id) ? BOX_HEIGHT : LINE_HEIGHT;
  const { places, height } = stack(columns, heightOf);
  const placeOf = (id: string): Place => places.get(id) ?? { column: 0, y: 0 };
  return {
    places,
    edges: routes.map((route) => ({
      from: route[0] ?? '',
      to: route.at(-1) ?? '',
      via: route.slice(1, -1).map(placeOf),
    })),
    columns: columns.length,
    height,
  };
}

/** The ids that an edge passes, its ends and a stop in each layer between them. */
type Route = readonly string[];

/** Adds the stops to the layers; where there are too many of them, lines go straight. */
function routesOf(
  edges: readonly Edge[],
  {
    depths,
    layers,
  }: {
    readonly depths: ReadonlyMap<string, number>;
    readonly layers: string[][];
  },
): readonly Route[] {
  const depth = (id: string): number => depths.get(id) ?? 0;
  const stops = edges.reduce(
    (sum, { from, to }) => sum + depth(to) - depth(from) - 1,
    0,
  );
  const isCrowded =
    stops > MOST_ROUTED || layers.some(({ length }) => length > MOST_ROWS);
  return edges.map(({ from, to }) => {
    const between = isCrowded ? 0 : depth(to) - depth(from) - 1;
    const via = Array.from({ length: between }, (_, i) => {
      const id = JSON.stringify([from, to, i]);
      layers[depth(from) + 1 + i]?.push(id);
      return id;
    });
    return [from, ...via, to];
  });
}

/** One below the other; short columns stand in the middle. */
function stack(
  columns: readonly (readonly string[])[],
  heightOf: (id: string) => number,
): { readonly places: ReadonlyMap<string, Place>; readonly height: number } {
  const heights = columns.map((ids) =>
    ids.reduce((sum, id) => sum + heightOf(id) + GAP, -GAP),
  );
  const height = heights.reduce((most, each) => Math.max(most, each), 0);
  const places = new Map<string, Place>();
  columns.forEach((ids, column) => {
    let y = (height - (heights[column] ?? 0)) / 2;
    for (const id of ids) {
      places.set(id, { column, y });
      y += heightOf(id) + GAP;
    }
  });
  return { places, height };
}

/** How many units in a row each one waits for. */
function findDepths(
  nodes: readonly LayoutNode[],
  known: ReadonlyMap<string, LayoutNode>,
): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  let left = nodes;
  while (left.length > 0) {
    const ready = left.filter(({ dependencies }) =>
      dependencies.every((id) => !known.has(id) || depths.has(id)),
    );
    // What is left stands in a cycle, or behind one: its place is by what it waits for besides.
    const placed = ready.length === 0 ? left : ready;
    const found = placed.map(({ id, dependencies }) => {
      const above = dependencies.map((each) => depths.get(each) ?? -1);
      return [id, Math.max(-1, ...above) + 1] as const;
    });
    for (const [id, depth] of found) depths.set(id, depth);
    left = left.filter(({ id }) => !depths.has(id));
  }
  return depths;
}

type Edge = { readonly from: string; readonly to: string };

/** Leaves out an edge where a longer way says the same. */
function withoutImplied(edges: readonly Edge[]): readonly Edge[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  return edges.filter(({ from, to }) => {
    const seen = new Set<string>();
    const open = (next.get(from) ?? []).filter((id) => id !== to);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === to) return false;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(next.get(id) ?? []));
    }
    return true;
  });
}

/** Orders each layer by the middle of its neighbours, to and fro. */
function order(
  layers: readonly (readonly string[])[],
  routes: readonly Route[],
): readonly (readonly string[])[] {
  const steps = routes.flatMap((route) =>
    route.slice(1).map((to, i) => ({ from: route[i] ?? '', to })),
  );
  let ordered = layers;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const middle = middles(ordered, steps, pass % 2 === 0);
    ordered = ordered.map((ids) =>
      ids.toSorted((a, b) => middle(a) - middle(b)),
    );
  }
  return ordered;
}

/** Where each id wants to stand: between those before it, or between those behind it. */
function middles(
  layers: readonly (readonly string[])[],
  steps: readonly Edge[],
  isForth: boolean,
): (id: string) => number {
  const rows = new Map(
    layers.flatMap((ids) => ids.map((id, i) => [id, i - ids.length / 2])),
  );
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { from, to } of steps) {
    const [id, other] = isForth ? [to, from] : [from, to];
    const known = sums.get(id) ?? { sum: 0, count: 0 };
    known.sum += rows.get(other) ?? 0;
    known.count += 1;
    sums.set(id, known);
  }
  return (id) => {
    const found = sums.get(id);
    return found === undefined ? (rows.get(id) ?? 0) : found.sum / found.count;
  };
}

function inColumns(ids: readonly string[]): readonly (readonly string[])[] {
  const columns = Math.ceil(ids.length / MOST_ROWS);
  const height = Math.ceil(ids.length / Math.max(1, columns));
  return Array.from({ length: columns }, (_, i) =>
    ids.slice(i * height, (i + 1) * height),
  );
}
