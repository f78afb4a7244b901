import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecipe } from '../src/parse.js';

const PANCAKES = `# Pancakes
Serves 4

- 250 g flour
- 1/2 l milk
- 3 eggs
- salt

1. Stir everything.
2. Fry thinly.
`;

test('reads title, servings, ingredients and steps', () => {
  assert.deepEqual(parseRecipe(PANCAKES), {
    title: 'Pancakes',
    servings: 4,
    ingredients: [
      { amount: 250, unit: 'g', name: 'flour' },
      { amount: 0.5, unit: 'l', name: 'milk' },
      { amount: 3, unit: null, name: 'eggs' },
      { amount: null, unit: null, name: 'salt' },
    ],
    steps: ['Stir everything.', 'Fry thinly.'],
  });
});

test('takes a word that only begins like a unit for a name', () => {
  const { ingredients } = parseRecipe('# Tea\n- 2 lemons');
  assert.deepEqual(ingredients, [{ amount: 2, unit: null, name: 'lemons' }]);
});

test('reads files of Windows', () => {
  assert.equal(parseRecipe('# Tea\r\nServes 2\r\n').servings, 2);
});

test('names the line of what cannot be read', () => {
  assert.throws(() => parseRecipe('- 1 egg'), /^SyntaxError: Line 1: /);
  assert.throws(() => parseRecipe('# Tea\n\nboil'), /^SyntaxError: Line 3: /);
  assert.throws(() => parseRecipe('# Tea\n- 1/0 l water'), /Line 2: /);
});
