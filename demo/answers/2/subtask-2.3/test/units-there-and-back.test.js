import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from '../src/units.js';

const KINDS = [
  ['g', 'kg'],
  ['ml', 'tsp', 'tbsp', 'cup', 'l'],
];

test('converting there and back changes nothing', () => {
  for (const units of KINDS) {
    for (const from of units) {
      for (const to of units) {
        for (const amount of [0, 0.1, 1, 7, 333.3]) {
          const back = convert(convert(amount, from, to), to, from);
          assert.ok(Math.abs(back - amount) < 1e-9, `${amount} ${from} ${to}`);
        }
      }
    }
  }
});
