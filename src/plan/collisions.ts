import { fixedSegments } from './fixed-segments.ts';
import { overlaps, type Manifest } from './overlap.ts';

/** A unit as far as its files go. */
export type ManifestOf<Id extends string> = Manifest & { readonly id: Id };

/** Two units that must not run at once, and the patterns that are to blame. */
export type Collision<Id extends string> = {
  /** The earlier in the file. */
  readonly a: Id;
  readonly b: Id;
  readonly paths: readonly CollidingPaths[];
};

/** The pattern of each side; equal where both name the same. */
export type CollidingPaths = {
  readonly a: string;
  readonly b: string;
  readonly type: 'write_write' | 'write_read' | 'read_write';
};

export type CollisionOptions<Id extends string> = {
  readonly foldCase?: boolean;
  /** Pairs that a dependency path keeps apart are left out. */
  readonly isOrdered: (a: Id, b: Id) => boolean;
};

/** All collisions, in file order, and how many pairs of patterns were compared. */
export type Collisions<Id extends string> = {
  readonly collisions: readonly Collision<Id>[];
  readonly comparisons: number;
};

/** Who names a pattern, by place in the list of units. */
type Entry = {
  readonly pattern: string;
  readonly writers: number[];
  readonly readers: number[];
};

/** A folder that patterns begin with; only what lies on one line down can meet. */
type Folder = {
  readonly entries: Entry[];
  readonly below: Map<string, Folder>;
};

/**
 * Finds the units that collide. Patterns are filed under the folders they
 * begin with, and compared only with what is filed above them: thousands of
 * patterns in different folders cost next to nothing.
 */
export function findCollisions<Id extends string>(
  units: readonly ManifestOf<Id>[],
  options: CollisionOptions<Id>,
): Collisions<Id> {
  const found = new Map<number, CollidingPaths[]>();
  const add = (a: number, b: number, paths: CollidingPaths): void => {
    const first = units[a];
    const second = units[b];
    if (a === b || first === undefined || second === undefined) return;
    if (options.isOrdered(first.id, second.id)) return;
    const key = a * units.length + b;
    const list = found.get(key);
    if (list === undefined) found.set(key, [paths]);
    else list.push(paths);
  };
  let comparisons = 0;
  for (const [entry, above] of candidates(units, options.foldCase ?? false)) {
    if (entry !== above) comparisons += 1;
    if (entry === above || overlaps(entry.pattern, above.pattern, options)) {
      blame(entry, above, add);
    }
  }
  const collisions = [...found]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([key, paths]) => {
      const a = units[Math.floor(key / units.length)];
      const b = units[key % units.length];
      return a && b ? [{ a: a.id, b: b.id, paths: sorted(paths) }] : [];
    });
  return { collisions, comparisons };
}

const sorted = (paths: readonly CollidingPaths[]): CollidingPaths[] =>
  paths.toSorted((x, y) => compare(x.a, y.a) || compare(x.b, y.b));

const compare = (x: string, y: string): number => Number(x > y) - Number(x < y);

/** Pairs of patterns that could meet and that somebody writes. */
function* candidates<Id extends string>(
  units: readonly ManifestOf<Id>[],
  foldCase: boolean,
): Generator<readonly [Entry, Entry]> {
  const root: Folder = { entries: [], below: new Map() };
  for (const entry of entriesOf(units)) {
    let folder = root;
    const above = [...root.entries];
    for (const segment of fixedSegments(entry.pattern, foldCase)) {
      let next = folder.below.get(segment);
      if (next === undefined) {
        next = { entries: [], below: new Map() };
        folder.below.set(segment, next);
      }
      above.push(...next.entries);
      folder = next;
    }
    const others = [...above, ...everythingBelow(folder)];
    folder.entries.push(entry);
    for (const other of [entry, ...others]) {
      if (entry.writers.length + other.writers.length > 0) yield [entry, other];
    }
  }
}

function everythingBelow(folder: Folder): Entry[] {
  const entries: Entry[] = [];
  const open = [...folder.below.values()];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    entries.push(...next.entries);
    open.push(...next.below.values());
  }
  return entries;
}

/** Each pattern once, with all who name it. */
function entriesOf<Id extends string>(
  units: readonly ManifestOf<Id>[],
): Iterable<Entry> {
  const entries = new Map<string, Entry>();
  const entryOf = (pattern: string): Entry => {
    const known = entries.get(pattern);
    if (known !== undefined) return known;
    const entry = { pattern, writers: [], readers: [] };
    entries.set(pattern, entry);
    return entry;
  };
  units.forEach(({ writes, reads }, place) => {
    for (const path of new Set(writes)) entryOf(path).writers.push(place);
    for (const path of new Set(reads)) entryOf(path).readers.push(place);
  });
  return entries.values();
}

type Blame = (a: number, b: number, paths: CollidingPaths) => void;

/** Names each pair of units that the meeting of two patterns keeps apart. */
function blame(x: Entry, y: Entry, add: Blame): void {
  const both = (
    left: readonly number[],
    right: readonly number[],
    type: CollidingPaths['type'],
  ): void => {
    for (const a of left) {
      for (const b of right) {
        if (a < b) add(a, b, { a: x.pattern, b: y.pattern, type });
        // Two writers of one pattern come by in both orders.
        else if (x !== y || type !== 'write_write')
          add(b, a, { a: y.pattern, b: x.pattern, type: MIRRORED[type] });
      }
    }
  };
  both(x.writers, y.writers, 'write_write');
  both(x.writers, y.readers, 'write_read');
  if (x !== y) both(x.readers, y.writers, 'read_write');
}

const MIRRORED = {
  write_write: 'write_write',
  write_read: 'read_write',
  read_write: 'write_read',
} as const;
