import fc from 'fast-check';

/** How often each property is tried; `FUZZ_RUNS=20000` for a long night. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);
const SEED = process.env['FUZZ_SEED'];

/**
 * Tries a property; a failure names the seed to give to `FUZZ_SEED`. What takes
 * long for one input has a smaller share of the tries.
 */
export function fuzz<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (input: T) => void,
  share = 1,
): void {
  fc.assert(fc.property(arbitrary, check), {
    numRuns: Math.ceil(RUNS * share),
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  });
}

/** Characters that something on the way may take for its own. */
const ODD = [
  '\u0000',
  '\u001b[2J',
  '\u001b]0;x\u0007',
  '\u202e',
  '\ufeff',
  '\ud800',
  '\r',
  '\n',
  '\n\n',
  '"',
  "'",
  '`',
  '```',
  '\\',
  '{',
  '}',
  '[',
  ']',
  '[[',
  '<',
  '<!--',
  '-->',
  '<![CDATA[',
  '&#x0;',
  '&lol;',
  '$(touch pwned)',
  '`touch pwned`',
  '; rm -rf x',
  '../../../etc/passwd',
  '/etc/passwd',
  'C:\\windows',
  '\\\\host\\share',
  '-',
  '--output=/tmp/x',
  '__proto__',
  'constructor',
  'toString',
  '1e999',
  '-0',
  'null',
  'あ🎯',
];

const pieces = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom(...ODD), fc.integer({ min: 2, max: 400 }))
    .map(([piece, times]) => piece.repeat(times)),
);

type Edit = {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
};

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
    piece: fc.oneof(fc.constant(''), pieces),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Texts that were valid before somebody cut, doubled or spoilt a part of them. */
export const textNear = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...samples), edits)
        .map(([sample, all]) => all.reduce(applyEdit, sample)),
    },
  );

function applyEdit(text: string, { at, length, piece }: Edit): string {
  const from = Math.floor(at * text.length);
  return text.slice(0, from) + piece + text.slice(from + length);
}

const values = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, '', 0, -1, 1.5, 2 ** 53, 1e308, [], {}, [null], [[]]],
    ...ODD,
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

type Swap = { readonly at: number; readonly value: unknown };

/** JSON in which values became others, of the right kind or of none. */
export const jsonNear = (samples: readonly unknown[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.record({ at: fc.nat(), value: values }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([sample, swaps]) =>
      JSON.stringify(swaps.reduce<unknown>(applySwap, sample)),
    );

function applySwap(sample: unknown, { at, value }: Swap): unknown {
  const left = { steps: at % Math.max(1, sizeOf(sample)) };
  return replaceNth(sample, left, value);
}

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + sizeOf(one), 1)
    : 1;

/** Counts down through the tree and puts the other value where it comes to zero. */
function replaceNth(
  tree: unknown,
  left: { steps: number },
  value: unknown,
): unknown {
  if (left.steps === 0) {
    left.steps -= 1;
    return value;
  }
  left.steps -= 1;
  if (typeof tree !== 'object' || tree === null || left.steps < 0) return tree;
  if (Array.isArray(tree))
    return tree.map((one: unknown) => replaceNth(one, left, value));
  return Object.fromEntries(
    Object.entries(tree).map(([key, one]) => [
      key,
      replaceNth(one, left, value),
    ]),
  );
}
