import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { slug } from '../../src/lib/slug.ts';

describe('slug', () => {
  test.each([
    ['2.1', '2.1'],
    ['T001', 'T001'],
    ['8@L120', '8=40L120'],
    ['a b/c', 'a=20b=2Fc'],
    ['ü', '=C3=BC'],
    ['a=b', 'a=3Db'],
    ['.hidden', '=2Ehidden'],
    ['a..b', 'a.=2Eb'],
    ['end.', 'end=2E'],
    ['main.lock', 'main=2Elock'],
    ['', '='],
  ])('writes %j as %j', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  test('is a name that git and file systems take, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = slug(text);
        expect(name).toMatch(/^[A-Za-z0-9._=-]{1,120}$/);
        expect(name).not.toMatch(/^\.|\.\.|\.$|\.lock$/);
      }),
    );
  });

  test('never gives two texts one name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(slug(a) === slug(b)).toBe(a === b);
      }),
    );
  });

  test('keeps long texts short and apart', () => {
    const a = slug(`${'ü'.repeat(200)}a`);
    const b = slug(`${'ü'.repeat(200)}b`);
    expect(a.length).toBeLessThanOrEqual(120);
    expect(a).not.toBe(b);
  });
});
