import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBox } from '../src/box.js';
import { parseRecipe } from '../src/parse.js';

const filled = () => {
  const box = createBox();
  box.add(parseRecipe('# Waffles\n- 200 g Flour'));
  box.add(parseRecipe('# Omelette\n- 3 eggs'));
  box.add(parseRecipe('# pancakes\n- 250 g buckwheat flour\n- 2 eggs'));
  return box;
};

test('lists titles in alphabetical order', () => {
  assert.deepEqual(filled().titles(), ['Omelette', 'pancakes', 'Waffles']);
});

test('refuses a title that is there already, in any case', () => {
  const again = parseRecipe('# PANCAKES');
  assert.throws(() => filled().add(again), /PANCAKES already/);
});

test('gets a recipe by its title', () => {
  assert.equal(filled().get('Pancakes')?.ingredients.length, 2);
  assert.equal(filled().get('Soup'), null);
});

test('finds recipes by ingredient, in any case', () => {
  const titles = (text) =>
    filled()
      .findByIngredient(text)
      .map(({ title }) => title);
  assert.deepEqual(titles('FLOUR'), ['Waffles', 'pancakes']);
  assert.deepEqual(titles('egg'), ['Omelette', 'pancakes']);
  assert.deepEqual(titles('salt'), []);
});
