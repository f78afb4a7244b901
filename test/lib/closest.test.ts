import { expect, test } from 'vitest';
import { closest } from '../../src/lib/closest.ts';

const KEYS = ['jobs', 'checks', 'timeout', 'commitTicks'];

test.each([
  ['jbos', 'jobs'],
  ['job', 'jobs'],
  ['JOBS', 'jobs'],
  ['check', 'checks'],
  ['timeuot', 'timeout'],
  ['commit_ticks', 'commitTicks'],
])('%s was meant to be %s', (word, meant) => {
  expect(closest(word, KEYS)).toBe(meant);
});

test.each([['retries'], ['x'], ['']])('%j is near to nothing', (word) => {
  expect(closest(word, KEYS)).toBeNull();
});

test('the nearest of several is named', () => {
  expect(closest('role', ['rules', 'roles'])).toBe('roles');
});
