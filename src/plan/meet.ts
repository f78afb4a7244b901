import type { Pattern, PatternState } from './pattern.ts';
import { shareName, takesSlash } from './pattern-characters.ts';

/** What came of walking two patterns at once. */
export type Meeting = { readonly isMet: boolean; readonly steps: number };

/**
 * A pattern with the two states that follow its own: the slash after a
 * folder's name, and what stands below the folder. A place in it is a number:
 * the state, and whether the segment being read has met a wildcard.
 */
class Side {
  readonly #pattern: Pattern;
  readonly #slash: number;
  readonly #tail: readonly PatternState[];
  readonly places: number;

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
    this.#slash = pattern.states.length;
    const below = this.#slash + 1;
    this.#tail = [
      {
        reads: [{ what: { type: 'slash' }, next: below }],
        free: [],
        isWild: false,
      },
      {
        reads: [{ what: { type: 'any' }, next: below }],
        free: [],
        isWild: false,
      },
    ];
    this.places = (pattern.states.length + 2) * 2;
  }

  place(state: number, wild: number): number {
    return state * 2 + (this.#state(state).isWild ? 1 : wild);
  }

  reads(place: number): PatternState['reads'] {
    return this.#state(place >> 1).reads;
  }

  /** Places that are reached without reading. */
  free(place: number, isSegmentStart: boolean): number[] {
    const { reads, free } = this.#state(place >> 1);
    const wild = place & 1;
    const next = free.map((to) => this.place(to, wild));
    if (isSegmentStart) {
      // Doubled slashes and a slash at the start say nothing.
      for (const { what, next: to } of reads) {
        if (what.type === 'slash') next.push(this.place(to, 0));
      }
    }
    const { end, isFile } = this.#pattern;
    if (place >> 1 === end && wild === 0 && !isFile)
      next.push(this.place(this.#slash, 0));
    return next;
  }

  isEnd(place: number): boolean {
    const at = place >> 1;
    return at === this.#pattern.end || at === this.#slash + 1;
  }

  #state(at: number): Readonly<PatternState> {
    const state = this.#pattern.states[at] ?? this.#tail[at - this.#slash];
    if (state === undefined) throw new Error(`Internal error: no state ${at}`);
    return state;
  }
}

/**
 * Walks both patterns over all paths they could name together: each pair of
 * places is visited once, so the work is bounded by the product of their
 * lengths.
 */
export function meet(left: Pattern, right: Pattern): Meeting {
  const a = new Side(left);
  const b = new Side(right);
  const seen = new Uint8Array((a.places * b.places) / 4 + 1);
  const queue: number[] = [];
  const visit: Visit = (placeA, placeB, isStart) => {
    const key = (placeA * b.places + placeB) * 2 + Number(isStart);
    const bit = 1 << (key & 7);
    const byte = seen[key >> 3] ?? 0;
    if ((byte & bit) !== 0) return;
    seen[key >> 3] = byte | bit;
    queue.push(key);
  };
  visit(a.place(0, 0), b.place(0, 0), true);
  let steps = 0;
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    steps += 1;
    const isStart = (key & 1) === 1;
    const placeA = Math.floor((key >> 1) / b.places);
    const placeB = (key >> 1) % b.places;
    if (!isStart && a.isEnd(placeA) && b.isEnd(placeB)) {
      return { isMet: true, steps };
    }
    for (const to of a.free(placeA, isStart)) visit(to, placeB, isStart);
    for (const to of b.free(placeB, isStart)) visit(placeA, to, isStart);
    readBoth({ a, b, placeA, placeB, isStart }, visit);
  }
  return { isMet: false, steps };
}

type Visit = (placeA: number, placeB: number, isStart: boolean) => void;

type Pair = {
  readonly a: Side;
  readonly b: Side;
  readonly placeA: number;
  readonly placeB: number;
  readonly isStart: boolean;
};

/** Reads one character that both sides take. */
function readBoth({ a, b, placeA, placeB, isStart }: Pair, visit: Visit): void {
  for (const left of a.reads(placeA)) {
    for (const right of b.reads(placeB)) {
      if (!isStart && takesSlash(left.what) && takesSlash(right.what)) {
        visit(a.place(left.next, 0), b.place(right.next, 0), true);
      }
      if (!shareName(left.what, right.what)) continue;
      const wildA = (placeA & 1) | Number(left.what.type !== 'char');
      const wildB = (placeB & 1) | Number(right.what.type !== 'char');
      visit(a.place(left.next, wildA), b.place(right.next, wildB), false);
    }
  }
}
