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

test('converts amounts before it adds them', () => {
  const list = shoppingList([
    recipe('- 500 g flour', '- 1/2 l milk'),
    recipe('- 1 kg flour', '- 1 cup milk'),
  ]);
  assert.deepEqual(list, [
    { amount: 1500, unit: 'g', name: 'flour' },
    { amount: 740, unit: 'ml', name: 'milk' },
  ]);
});

test('keeps units of different kinds apart', () => {
  const list = shoppingList([recipe('- 100 g butter', '- 1 tbsp butter')]);
  assert.deepEqual(list, [
    { amount: 100, unit: 'g', name: 'butter' },
    { amount: 15, unit: 'ml', name: 'butter' },
  ]);
});

test('lists what has no amount once, without one', () => {
  const list = shoppingList([recipe('- salt'), recipe('- salt', '- 5 g salt')]);
  assert.deepEqual(list, [
    { amount: null, unit: null, name: 'salt' },
    { amount: 5, unit: 'g', name: 'salt' },
  ]);
});

test('sorts the list and leaves the recipes alone', () => {
  const soup = recipe('- 2 onions', '- 1 l broth');
  const before = structuredClone(soup);
  const names = shoppingList([soup, soup]).map(({ name }) => name);
  assert.deepEqual(names, ['broth', 'onions']);
  assert.deepEqual(soup, before);
});
