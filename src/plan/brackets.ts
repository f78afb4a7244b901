import type { Consumed } from './pattern-characters.ts';
import { CODES } from './pattern-codes.ts';

/** A brace that also closes; without a comma it is no choice. */
export type Brace = { readonly close: number; readonly hasChoice: boolean };

/** Where braces open that also close. */
export function findBraces(codes: readonly number[]): Map<number, Brace> {
  const braces = new Map<number, Brace>();
  const open: { at: number; hasChoice: boolean }[] = [];
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at];
    const top = open.at(-1);
    if (code === CODES.backslash) at += 1;
    else if (code === CODES.bracket) at = classEnd(codes, at)?.last ?? at;
    else if (code === CODES.open) open.push({ at, hasChoice: false });
    else if (code === CODES.comma && top !== undefined) top.hasChoice = true;
    else if (code === CODES.close && top !== undefined) {
      braces.set(top.at, { close: at, hasChoice: top.hasChoice });
      open.pop();
    }
  }
  return braces;
}

/** Where a class that opens here has its first and closing character. */
function classEnd(
  codes: readonly number[],
  at: number,
): { readonly first: number; readonly last: number } | null {
  const isNegated =
    codes[at + 1] === CODES.bang || codes[at + 1] === CODES.caret;
  const first = at + (isNegated ? 2 : 1);
  let last = codes[first] === CODES.closing ? first + 1 : first;
  while (codes[last] !== CODES.closing) {
    if (last >= codes.length || codes[last] === CODES.slash) return null;
    last += 1;
  }
  return last === first ? null : { first, last };
}

type ParsedClass = { readonly what: Consumed; readonly next: number };

/** Reads the class that opens here; null where it never closes. */
export function parseClass(
  codes: readonly number[],
  at: number,
  foldCase: boolean,
): ParsedClass | null {
  const bounds = classEnd(codes, at);
  if (bounds === null) return null;
  const { first, last } = bounds;
  const isNegated = first === at + 2;
  const ranges: [number, number][] = [];
  for (let i = first; i < last; i += 1) {
    const low = codes[i] ?? 0;
    const isRange = codes[i + 1] === CODES.dash && i + 2 < last;
    const high = isRange ? (codes[i + 2] ?? 0) : low;
    if (isRange) i += 2;
    ranges.push([Math.min(low, high), Math.max(low, high)]);
  }
  return { what: makeClass(ranges, isNegated, foldCase), next: last + 1 };
}

/** Where case is folded, a class holds both cases; what is unclear holds all. */
function makeClass(
  ranges: readonly (readonly [number, number])[],
  isNegated: boolean,
  foldCase: boolean,
): Consumed {
  if (!foldCase) return { type: 'class', isNegated, ranges };
  if (isNegated || ranges.some(([, high]) => high > 127)) {
    return { type: 'name' };
  }
  const lower = ranges.map(
    ([low, high]) => [Math.max(low, 65) + 32, Math.min(high, 90) + 32] as const,
  );
  return {
    type: 'class',
    isNegated,
    ranges: [...ranges, ...lower.filter(([low, high]) => low <= high)],
  };
}
