import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecipe } from '../src/parse.js';
import { scaleRecipe } from '../src/scale.js';

const TEA = parseRecipe('# Tea\nServes 3\n- 1 l water\n- 2 bags\n- honey');

test('multiplies amounts and leaves the rest alone', () => {
  const { servings, ingredients } = scaleRecipe(TEA, 4);
  assert.equal(servings, 4);
  assert.deepEqual(
    ingredients.map(({ amount }) => amount),
    [1.33, 2.67, null],
  );
});

test('does not change the recipe it was given', () => {
  const before = structuredClone(TEA);
  scaleRecipe(TEA, 6).steps.push('Drink.');
  assert.deepEqual(TEA, before);
});

test('refuses what is no number of servings', () => {
  for (const servings of [0, -1, 1.5, NaN, '4']) {
    assert.throws(() => scaleRecipe(TEA, servings), RangeError);
  }
});
