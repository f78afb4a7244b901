/**
 * One character position of a pattern. A slash is a character like any other,
 * so that braces may span folders.
 */
export type Consumed =
  | { readonly type: 'slash' }
  /** Any character, slashes too: inside `**`. */
  | { readonly type: 'any' }
  | { readonly type: 'name' }
  | { readonly type: 'char'; readonly code: number }
  | {
      readonly type: 'class';
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [number, number])[];
    };

/** Whether a slash can stand here. */
export const takesSlash = (what: Consumed): boolean =>
  what.type === 'slash' || what.type === 'any';

/** Whether a character other than a slash fits both. */
export function shareName(a: Consumed, b: Consumed): boolean {
  if (a.type === 'slash' || b.type === 'slash') return false;
  if (a.type === 'any' || a.type === 'name') return isPossible(b);
  if (b.type === 'any' || b.type === 'name') return isPossible(a);
  if (a.type === 'char')
    return b.type === 'char' ? a.code === b.code : has(b, a.code);
  if (b.type === 'char') return has(a, b.code);
  return shareClass(a, b);
}

type Class = Extract<Consumed, { type: 'class' }>;

const has = (what: Class, code: number): boolean =>
  what.isNegated !==
  what.ranges.some(([low, high]) => low <= code && code <= high);

/** A negated class always leaves characters over: no pattern lists them all. */
const isPossible = (what: Consumed): boolean => what.type !== 'slash';

/** Two classes share a character at the edge of one of their ranges, or nowhere. */
function shareClass(a: Class, b: Class): boolean {
  if (a.isNegated && b.isNegated) return true;
  const edges = [...a.ranges, ...b.ranges].flatMap(([low, high]) => [
    low - 1,
    low,
    high,
    high + 1,
  ]);
  return edges.some((code) => code > 0 && has(a, code) && has(b, code));
}
