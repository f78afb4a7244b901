import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRecipe } from '../src/parse.js';
import { shoppingList } from '../src/shopping-list.js';

const recipe = (...lines) => parseRecipe(['# Any', ...lines].join('\n'));

test('joins equal ingredients and adds their amounts', () => {
  const list = shoppingList([
    recipe('- 200 g flour', '- 2 eggs'),
    recipe('- 3 eggs', '- 300 g Flour'),
  ]);
  assert.deepEqual(list, [
    { amount: 5, unit: null, name: 'eggs' },
    { amount: 500, unit: 'g', name: 'flour' },
  ]);
});

test('sorts the list and leaves the recipes alone', () => {
  const soup = recipe('- 2 onions', '- 1 l broth');
  const before = structuredClone(soup);
  const names = shoppingList([soup, soup]).map(({ name }) => name);
  assert.deepEqual(names, ['broth', 'onions']);
  assert.deepEqual(soup, before);
});
