import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert, kindOf } from '../src/units.js';

test('converts weights and volumes', () => {
  assert.equal(convert(1.5, 'kg', 'g'), 1500);
  assert.equal(convert(3, 'tsp', 'tbsp'), 1);
  assert.equal(convert(1, 'l', 'ml'), 1000);
  assert.equal(convert(120, 'ml', 'cup'), 0.5);
});

test('refuses what does not fit together', () => {
  assert.throws(() => convert(1, 'g', 'ml'), RangeError);
  assert.throws(() => convert(1, 'pinch', 'g'), /Unknown unit: pinch/);
});

test('tells what a unit measures', () => {
  assert.equal(kindOf('kg'), 'weight');
  assert.equal(kindOf('cup'), 'volume');
  assert.equal(kindOf('toString'), null);
});
