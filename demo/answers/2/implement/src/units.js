/** Each unit with its kind and its size in the smallest unit of that kind. */
const UNITS = new Map([
  ['g', { kind: 'weight', size: 1 }],
  ['kg', { kind: 'weight', size: 1000 }],
  ['ml', { kind: 'volume', size: 1 }],
  ['tsp', { kind: 'volume', size: 5 }],
  ['tbsp', { kind: 'volume', size: 15 }],
  ['cup', { kind: 'volume', size: 240 }],
  ['l', { kind: 'volume', size: 1000 }],
]);

/** What a unit measures, or null for a word that is none. */
export const kindOf = (unit) => UNITS.get(unit)?.kind ?? null;

/** An amount in another unit of the same kind. */
export function convert(amount, from, to) {
  const source = find(from);
  const target = find(to);
  if (source.kind !== target.kind) {
    throw new RangeError(`${from} is ${source.kind}, ${to} is ${target.kind}`);
  }
  return (amount * source.size) / target.size;
}

function find(unit) {
  const found = UNITS.get(unit);
  if (!found) throw new RangeError(`Unknown unit: ${unit}`);
  return found;
}
