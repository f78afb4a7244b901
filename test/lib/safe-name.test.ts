import { expect, test } from 'vitest';
import { isSafeRelativePath } from '../../src/lib/safe-name.ts';

test.each(['1-implement-1', '2.1-fix-3', 'a/b.log', 'x=2Fy', 'T001'])(
  '%j stays where it starts',
  (path) => {
    expect(isSafeRelativePath(path)).toBe(true);
  },
);

test.each([
  '',
  '.',
  '..',
  '../x',
  'a/../b',
  '/x',
  'a//b',
  '.x',
  'a\\b',
  'a b',
  'a\0b',
])('%j is refused', (path) => {
  expect(isSafeRelativePath(path)).toBe(false);
});
