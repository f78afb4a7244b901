import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlaps } from '../../src/plan/overlap.ts';

/** Thousands of pairs, on a machine that may be busy. */
const TIMEOUT_MS = 60_000;

/** Paths over a tiny alphabet, all up to a depth. */
function paths(names: readonly string[], depth: number): string[][] {
  let level = names.map((name) => [name]);
  const all = [...level];
  for (let below = 1; below < depth; below += 1) {
    level = level.flatMap((path) => names.map((name) => [...path, name]));
    all.push(...level);
  }
  return all;
}

/** Single segments of two parts never need a name longer than two to meet. */
const name = {
  patterns: fc
    .array(fc.constantFrom('a', 'b', '*', '?', '{a,b}', '{a,b*}'), {
      minLength: 1,
      maxLength: 2,
    })
    .map((parts) => parts.join('')),
  paths: paths(
    ['a', 'b'].flatMap((x) => [x, `${x}a`, `${x}b`]),
    2,
  ),
};

/** Two patterns of at most three folders never need more than five to meet. */
const folders = {
  patterns: fc
    .tuple(
      fc.constantFrom('', '', './', 'a/', 'b/', '*/', '**/', '[ab]/'),
      fc.constantFrom('a', 'b', '*', '**', '[ab]', '{a,b/a}', '{a/b,b}'),
      fc.constantFrom('', '', '', '/'),
    )
    .map((parts) => parts.join('')),
  paths: paths(['a', 'b', '[ab]'], 5),
};

/** The meaning of a pattern, spelled out: braces expanded, then one by one. */
function namedBy(text: string, all: readonly string[][]): Set<number> {
  const alternatives = expand(text.replace(/^\.\//, '').replace(/\/$/, '/**'));
  const named = new Set<number>();
  all.forEach((path, place) => {
    if (alternatives.some((one) => names(one.split('/'), path))) {
      named.add(place);
    }
  });
  return named;
}

function expand(text: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(text);
  if (match === null) return [text];
  const [, before = '', choices = '', after = ''] = match;
  return choices
    .split(',')
    .flatMap((choice) => expand(before + choice + after));
}

function names(segments: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = segments;
  const [name, ...below] = path;
  if (first === undefined) return name === undefined;
  if (name === undefined) return false;
  if (first === '**') {
    if (rest.length === 0) return true;
    return names(rest, path) || names(segments, below);
  }
  if (!isNamed(first, name)) return false;
  if (rest.length > 0) return names(rest, below);
  // A plain name may be a folder's; `[ab]` is one where it is meant as such.
  const isFolder = !/[*?[]/.test(first) || first === name;
  return isFolder || below.length === 0;
}

const matches = new Map<string, boolean>();

function isNamed(segment: string, name: string): boolean {
  const key = `${segment}\n${name}`;
  const known = matches.get(key);
  if (known !== undefined) return known;
  const source = segment
    .replace('[!', '[^')
    .replaceAll('?', '.')
    .replaceAll('*', '.*');
  const is = segment === name || new RegExp(`^${source}$`).test(name);
  matches.set(key, is);
  return is;
}

test.each([
  ['of one segment', name],
  ['over folders', folders],
])(
  'patterns %s meet exactly when some path is named by both',
  (_, given) => {
    const memory = new Map<string, Set<number>>();
    const named = (text: string): Set<number> => {
      const known = memory.get(text) ?? namedBy(text, given.paths);
      memory.set(text, known);
      return known;
    };
    const answers = { true: 0, false: 0 };
    fc.assert(
      fc.property(given.patterns, given.patterns, (a, b) => {
        const inB = named(b);
        const expected = [...named(a)].some((place) => inB.has(place));
        answers[`${expected}`] += 1;
        expect(overlaps(a, b)).toBe(expected);
        expect(overlaps(b, a)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    // Both answers are met often, so that neither is only guessed.
    expect(Math.min(answers.true, answers.false)).toBeGreaterThan(20);
  },
  TIMEOUT_MS,
);

const pattern = fc.oneof(name.patterns, folders.patterns);

test(
  'folding case is comparing what is written in one case',
  () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const upper = a.toUpperCase();
        expect(overlaps(upper, b, { foldCase: true })).toBe(overlaps(a, b));
      }),
      { numRuns: 300 },
    );
  },
  TIMEOUT_MS,
);

test(
  'any two texts are compared, and in either order alike',
  () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 24 }),
      fc
        .array(fc.constantFrom(...Array.from('ab/*?[]{},!^-\\. \n')), {
          maxLength: 24,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, fc.boolean(), (a, b, foldCase) => {
        expect(overlaps(a, b, { foldCase })).toBe(overlaps(b, a, { foldCase }));
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

test(
  'every pattern that names something meets itself',
  () => {
    fc.assert(
      fc.property(pattern, (text) => {
        expect(overlaps(text, text)).toBe(true);
      }),
    );
  },
  TIMEOUT_MS,
);
