import { meet } from './meet.ts';
import { normalizePattern } from './normalize-pattern.ts';
import { compilePattern } from './pattern.ts';

/** How paths are compared. */
export type OverlapOptions = {
  /** Set where the file system takes `A` and `a` for the same name. */
  readonly foldCase?: boolean;
};

/** What a unit may touch, as patterns. */
export type Manifest = {
  readonly writes: readonly string[];
  readonly reads: readonly string[];
};

/** Longer patterns are taken to meet everything: they name no place any more. */
const LONGEST = 1_500;

/**
 * Whether two manifest patterns can name the same path. A pattern names the
 * paths it matches; one whose last segment has neither a wildcard nor an
 * extension may be a folder, so it also names what is below.
 */
export function overlaps(
  a: string,
  b: string,
  options: OverlapOptions = {},
): boolean {
  return compareOverlap(a, b, options).isMet;
}

/** The same with the steps it took, so that the growth can be watched. */
export function compareOverlap(
  a: string,
  b: string,
  options: OverlapOptions = {},
): { readonly isMet: boolean; readonly steps: number } {
  const foldCase = options.foldCase ?? false;
  const left = normalizePattern(a, foldCase);
  const right = normalizePattern(b, foldCase);
  if (left === '' || right === '') return { isMet: false, steps: 0 };
  const literals = compareLiterals(left, right, foldCase);
  if (literals !== null) return { isMet: literals, steps: 0 };
  if (left.length > LONGEST || right.length > LONGEST) {
    return { isMet: true, steps: 0 };
  }
  return meet(
    compilePattern(left, { foldCase }),
    compilePattern(right, { foldCase }),
  );
}

/**
 * What can be said without the automaton: two plain paths, or two patterns
 * that part ways before their first special character. Null = look closer.
 */
function compareLiterals(
  a: string,
  b: string,
  foldCase: boolean,
): boolean | null {
  const fixedA = fixedPart(a);
  const fixedB = fixedPart(b);
  const isPlainA = fixedA === a;
  const isPlainB = fixedB === b;
  const startA = foldCase ? fixedA.toLowerCase() : fixedA;
  const startB = foldCase ? fixedB.toLowerCase() : fixedB;
  if (isPlainA && isBelow(startB, startA)) return true;
  if (isPlainB && isBelow(startA, startB)) return true;
  if (isPlainA && isPlainB) return startA === startB;
  return startA.startsWith(startB) || startB.startsWith(startA) ? null : false;
}

const fixedPart = (pattern: string): string => {
  const at = pattern.search(/[*?[{\\]/);
  return at === -1 ? pattern : pattern.slice(0, at);
};

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder) && path[folder.length] === '/';

/** Whether one unit writes what the other writes or reads. */
export function collides(
  a: Manifest,
  b: Manifest,
  options: OverlapOptions = {},
): boolean {
  const some = (xs: readonly string[], ys: readonly string[]): boolean =>
    xs.some((x) => ys.some((y) => overlaps(x, y, options)));
  return (
    some(a.writes, b.writes) ||
    some(a.writes, b.reads) ||
    some(a.reads, b.writes)
  );
}
