import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printCard } from '../src/card.js';
import { parseRecipe } from '../src/parse.js';

const TEA = parseRecipe(
  '# Tea\nServes 2\n- 1/2 l water\n- honey\n1. Boil the water and wait.',
);

test('writes a card of the given width', () => {
  assert.deepEqual(printCard(TEA, 20), [
    '+------------------+',
    '| Tea              |',
    '| Serves 2         |',
    '|                  |',
    '| - 0.5 l water    |',
    '| - honey          |',
    '|                  |',
    '| 1. Boil the      |',
    '| water and wait.  |',
    '+------------------+',
  ]);
});

test('never grows wider, whatever the words', () => {
  const long = { ...TEA, title: 'x'.repeat(100) };
  for (const line of printCard(long, 24)) assert.equal(line.length, 24);
});
