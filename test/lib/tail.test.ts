import { expect, test } from 'vitest';
import { createTail } from '../../src/lib/tail.ts';

test('short text is kept whole', () => {
  const tail = createTail(10);
  tail.push('ab\n');
  tail.push('cd');
  expect(tail.text()).toBe('ab\ncd');
});

test('of long text the last lines stay, from the start of a line', () => {
  const tail = createTail(10);
  for (let n = 100; n < 200; n += 1) tail.push(`${n}\n`);
  expect(tail.text()).toBe('198\n199\n');
});

test('of one long line the end stays', () => {
  const tail = createTail(4);
  tail.push('x'.repeat(100));
  tail.push('abcd');
  expect(tail.text()).toBe('abcd');
});

test('memory does not grow with what is pushed', () => {
  const tail = createTail(100);
  for (let n = 0; n < 1000; n += 1) tail.push('y'.repeat(10_000));
  expect(tail.text()).toBe('y'.repeat(100));
});
