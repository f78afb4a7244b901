import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as recipeBox from 'recipe-box';

test('the package exports every function', () => {
  assert.deepEqual(Object.keys(recipeBox).sort(), [
    'convert',
    'createBox',
    'kindOf',
    'parseRecipe',
    'scaleRecipe',
    'shoppingList',
  ]);
});

test('from text to a shopping list', () => {
  const { createBox, parseRecipe, scaleRecipe, shoppingList } = recipeBox;
  const box = createBox();
  box.add(parseRecipe('# Waffles\nServes 2\n- 250 g flour\n- 2 eggs'));
  box.add(parseRecipe('# Bread\nServes 4\n- 1 kg flour\n- salt'));
  const week = box
    .findByIngredient('flour')
    .map((recipe) => scaleRecipe(recipe, 4));
  assert.deepEqual(shoppingList(week), [
    { amount: 4, unit: null, name: 'eggs' },
    { amount: 1500, unit: 'g', name: 'flour' },
    { amount: null, unit: null, name: 'salt' },
  ]);
});
