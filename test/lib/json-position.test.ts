import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  escapeStep,
  findJsonFault,
  findJsonPaths,
  placeOf,
} from '../../src/lib/json-position.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('a fault', () => {
  test.each([
    ['', 0, 'expected a value, got the end of the text'],
    ['{"a": }', 6, 'expected a value, got "}"'],
    ['{"a": 1 "b": 2}', 8, 'expected a comma or }'],
    ['{"a" 1}', 5, 'expected a key and a colon'],
    ['[1, 2', 5, 'expected a comma or ], got the end of the text'],
    ['[1,]', 3, 'expected a value'],
    ['{"a": 1,}', 8, 'expected a key and a colon'],
    ['{} x', 3, 'expected nothing more, got "x"'],
    ['{"a": "b\nc"}', 6, 'expected a value'],
    ["{'a': 1}", 1, 'expected a key and a colon'],
  ])('in %j is at %i', (text, offset, message) => {
    expect(findJsonFault(text)).toMatchObject({ offset });
    expect(findJsonFault(text)?.message).toContain(message);
  });

  test('is found exactly where JSON.parse finds one', () => {
    const mangled = fc
      .tuple(fc.json(), fc.nat(40), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(
        ([text, at, drop, put]) =>
          text.slice(0, at) + put + text.slice(at + drop),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), mangled, fc.string()), (text) => {
        expect(findJsonFault(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is found however deep or long the text is', () => {
    const depth = 200_000;
    expect(findJsonFault('['.repeat(depth))?.offset).toBe(depth);
    expect(
      findJsonFault('[0,'.repeat(depth) + '0' + ']'.repeat(depth)),
    ).toBeNull();
    expect(findJsonFault(`"${'x'.repeat(5_000_000)}"`)).toBeNull();
  });
});

describe('the place of a value', () => {
  const text = '{\n  "a/b": [\n    1,\n    {"c": true}\n  ],\n  "": null\n}\n';

  test.each([
    ['', 1, 1],
    ['/a~1b', 2, 3],
    ['/a~1b/0', 3, 5],
    ['/a~1b/1', 4, 5],
    ['/a~1b/1/c', 4, 6],
    ['/', 6, 3],
  ])('%j is at line %i, column %i', (path, line, column) => {
    const offset = findJsonPaths(text, new Set([path])).get(path)!;
    expect(placeOf(text, offset)).toEqual({ line, column });
  });

  test('is missing where the value is', () => {
    expect(findJsonPaths(text, new Set(['/z'])).size).toBe(0);
  });

  test('is found for every value of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wanted = pathsOf(value, '');
        const found = findJsonPaths(
          JSON.stringify(value, null, 1),
          new Set(wanted),
        );
        expect([...found.keys()].toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });
});

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, `${path}/${escapeStep(key)}`),
  );
  return [path, ...below];
}
