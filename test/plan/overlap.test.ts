import { describe, expect, test } from 'vitest';
import { collides, compareOverlap, overlaps } from '../../src/plan/overlap.ts';

const MEETING: readonly (readonly [string, string])[] = [
  // Files and folders.
  ['src/a.ts', 'src/a.ts'],
  ['./src/a.ts', 'src/a.ts'],
  ['src//a.ts', 'src/a.ts'],
  ['src/./a.ts', 'src/a.ts'],
  ['src', 'src/a.ts'],
  ['src/', 'src/deep/a.ts'],
  ['src/', 'src'],
  ['.', 'src/a.ts'],
  ['./', 'a'],
  // One segment.
  ['src/*', 'src/a.ts'],
  ['src/*.ts', 'src/a.*'],
  ['src/a?.ts', 'src/ab.ts'],
  ['src/*/a.ts', 'src/b/*'],
  ['src/a*c', 'src/ab*'],
  ['src/*/index.ts', 'src/users/'],
  // Any depth.
  ['**/*.test.ts', 'src/**'],
  ['**', '.github/workflows/ci.yml'],
  ['src/**/a.ts', 'src/a.ts'],
  ['src/**/a.ts', 'src/x/y/a.ts'],
  ['**/b/**', 'a/**/c'],
  ['src/**', 'src'],
  ['**/node/**', 'lib/node'],
  // A folder named by a glob, where the slash says so.
  ['packages/*/', 'packages/a/src/x.ts'],
  ['src/*/ui', 'src/app/ui/button.tsx'],
  ['conf.d', 'conf.d/*.conf'],
  ['src/a', '**/*.test.ts'],
  ['.github', '**/*.yml'],
  ['a.ts', 'a.ts/x'],
  // Choices.
  ['src/{a,b}.ts', 'src/a.ts'],
  ['src/{a,b}', 'src/b/c.ts'],
  ['{src/a,test}/x.ts', 'src/a/x.ts'],
  ['src/{a,{b,c}d}.ts', 'src/cd.ts'],
  ['src/{,deep/}a.ts', 'src/a.ts'],
  ['{src,test}/**/*.ts', 'test/x.ts'],
  ['src/[abc].ts', 'src/b.ts'],
  ['src/[a-f].ts', 'src/[c-z].ts'],
  ['src/[!a].ts', 'src/b.ts'],
  ['src/[!a].ts', 'src/[!b].ts'],
  ['src/[^a].ts', 'src/b.ts'],
  // Names that look like patterns.
  ['app/[slug]/page.tsx', 'app/[slug]/page.tsx'],
  ['app/[slug]/page.tsx', 'app/*/page.tsx'],
  ['app/[...path].ts', 'app/[...path].ts'],
  ['app/\\[slug\\]/x', 'app/[slug]/x'],
  ['i18n/{locale}.json', 'i18n/en.json'],
  ['app/(auth)/x.ts', 'app/(auth)/*'],
  ['a/{b', 'a/{b'],
  ['a/[b', 'a/[b'],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
];

const APART: readonly (readonly [string, string])[] = [
  ['src/user', 'src/users/x.ts'],
  ['src/user', 'src/users'],
  ['src/a.ts', 'src/b.ts'],
  ['src/a.ts', 'test/a.ts'],
  ['src/a.ts', 'src/a.tsx'],
  ['src/*', 'src/b/c.ts'],
  ['src/a*', 'src/a/b'],
  ['*', 'src/a.ts'],
  ['*.json', 'src/package.json'],
  ['src/*.ts', 'src/*.tsx'],
  ['src/*/a.ts', 'src/a.ts'],
  ['src/*/index.ts', 'src/index.ts'],
  ['src/a?.ts', 'src/a.ts'],
  ['src/a.ts', '**/*.test.ts'],
  ['**/*.test.ts', 'src/**/*.tsx'],
  ['src/**', 'test/**'],
  ['src/**', '*'],
  ['src/{a,b}.ts', 'src/c.ts'],
  ['src/{a,b}/x', 'src/c/x'],
  ['src/[abc].ts', 'src/d.ts'],
  ['src/[abc].ts', 'src/ab.ts'],
  ['src/[!a].ts', 'src/a.ts'],
  ['src/[a-c].ts', 'src/[d-f].ts'],
  ['src/[!ab].ts', 'src/[ab].ts'],
  ['app/[slug]/page.tsx', 'app/about/page.tsx'],
  ['src/A.ts', 'src/a.ts'],
  ['', 'src/a.ts'],
  ['  ', '**'],
];

describe('two patterns', () => {
  test.each(MEETING)('%s meets %s', (a, b) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([true, true]);
  });

  test.each(APART)('%s does not meet %s', (a, b) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([false, false]);
  });

  test.each([
    ['src/A.ts', 'src/a.ts'],
    ['SRC/[x]/Y.ts', 'src/x/y.ts'],
    ['src/[A-C].ts', 'src/b.ts'],
    ['src/[a-c].ts', 'SRC/B.ts'],
    ['app/[Slug]/x', 'APP/[slug]/X'],
    ['src/*.TS', 'src/a.ts'],
  ])('%s is %s where the file system folds case', (a, b) => {
    expect(overlaps(a, b)).toBe(false);
    expect(overlaps(a, b, { foldCase: true })).toBe(true);
    expect(overlaps(b, a, { foldCase: true })).toBe(true);
  });

  test('folding case keeps other names apart', () => {
    const options = { foldCase: true };
    expect(overlaps('src/A.ts', 'src/b.ts', options)).toBe(false);
    expect(overlaps('src/[A-C].ts', 'src/d.ts', options)).toBe(false);
  });
});

describe('two manifests', () => {
  const unit = (writes: string[], reads: string[] = []) => ({ writes, reads });

  test('collide when both write the same path', () => {
    expect(collides(unit(['a', 'src/x']), unit(['src/**']))).toBe(true);
  });

  test('collide when one reads what the other writes, either way', () => {
    const writer = unit(['src/x.ts']);
    const reader = unit(['src/y.ts'], ['src/x.ts']);
    expect(collides(writer, reader)).toBe(true);
    expect(collides(reader, writer)).toBe(true);
  });

  test('do not collide when both only read', () => {
    expect(collides(unit(['a'], ['x']), unit(['b'], ['x']))).toBe(false);
  });

  test('without a path collide with nothing', () => {
    expect(collides(unit([]), unit(['**'], ['**']))).toBe(false);
  });
});

describe('the work of one comparison', () => {
  const long = (part: string, end: string): string =>
    part.repeat(Math.floor((1_000 - end.length) / part.length)) + end;

  test.each([
    ['many **', long('**/', 'x'), long('**/', 'y')],
    ['many ** with names', long('**/a/', 'x'), long('**/a/', 'y')],
    ['many *', long('a*', 'x'), long('*a', 'y')],
    ['many choices', long('{a,b}', 'x'), long('{b,a}', 'y')],
    ['many nested choices', '{a,'.repeat(333), long('*', 'y')],
    ['many classes', long('[ab]', 'x'), long('[!c]', 'y')],
  ])('stays within the product of both lengths: %s', (_, a, b) => {
    const { steps } = compareOverlap(a, b);
    // Per place at most four states, each with and without a wildcard, and
    // at the start of a segment or not.
    expect(steps).toBeLessThan(64 * a.length * b.length);
  });

  test('grows with the product, not faster', () => {
    const steps = (n: number): number =>
      compareOverlap('**/a/'.repeat(n) + 'x', '**/a/'.repeat(n) + 'y').steps;
    expect(steps(80)).toBeLessThan(4.5 * steps(40));
    expect(steps(80)).toBeGreaterThan(0);
  });

  test('is nothing for plain paths and for patterns that part early', () => {
    expect(compareOverlap('src/a.ts', 'src/b.ts').steps).toBe(0);
    expect(compareOverlap('src/a/*.ts', 'src/b/**').steps).toBe(0);
  });

  test('is not begun for patterns no path could match', () => {
    expect(compareOverlap('*'.repeat(5_000), 'x?')).toEqual({
      isMet: true,
      steps: 0,
    });
  });
});
