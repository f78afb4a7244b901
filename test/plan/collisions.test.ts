import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCollisions } from '../../src/plan/collisions.ts';
import { collides, overlaps } from '../../src/plan/overlap.ts';

const unit = (id: string, writes: string[], reads: string[] = []) => ({
  id,
  writes,
  reads,
});
const never = { isOrdered: () => false };

describe('collisions', () => {
  test('name both units in file order and the patterns that are to blame', () => {
    const { collisions } = findCollisions(
      [
        unit('1', ['src/a.ts'], ['src/types.ts']),
        unit('2', ['src/**/*.ts', 'docs/x.md']),
        unit('3', ['src/types.ts', 'src/a.ts']),
      ],
      never,
    );
    expect(collisions).toEqual([
      {
        a: '1',
        b: '2',
        paths: [
          { a: 'src/a.ts', b: 'src/**/*.ts', type: 'write_write' },
          { a: 'src/types.ts', b: 'src/**/*.ts', type: 'read_write' },
        ],
      },
      {
        a: '1',
        b: '3',
        paths: [
          { a: 'src/a.ts', b: 'src/a.ts', type: 'write_write' },
          { a: 'src/types.ts', b: 'src/types.ts', type: 'read_write' },
        ],
      },
      {
        a: '2',
        b: '3',
        paths: [
          { a: 'src/**/*.ts', b: 'src/a.ts', type: 'write_write' },
          { a: 'src/**/*.ts', b: 'src/types.ts', type: 'write_write' },
        ],
      },
    ]);
  });

  test('leave out pairs that a dependency keeps apart', () => {
    const units = [unit('1', ['a']), unit('2', ['a']), unit('3', ['a'])];
    const { collisions } = findCollisions(units, {
      isOrdered: (a, b) => a === '1' || b === '1',
    });
    expect(collisions.map(({ a, b }) => [a, b])).toEqual([['2', '3']]);
  });

  test('of a folder with what is below it are found, not of its namesake', () => {
    const { collisions } = findCollisions(
      [
        unit('1', ['src/user/x.ts']),
        unit('2', ['src/user']),
        unit('3', ['src/users']),
      ],
      never,
    );
    expect(collisions.map(({ a, b }) => [a, b])).toEqual([['1', '2']]);
  });

  test('fold case where the file system does', () => {
    const units = [unit('1', ['SRC/[A].ts']), unit('2', ['src/a.ts'])];
    expect(findCollisions(units, never).collisions).toEqual([]);
    expect(
      findCollisions(units, { ...never, foldCase: true }).collisions,
    ).toHaveLength(1);
  });

  test('are those that comparing each unit with each would find', () => {
    const path = fc.constantFrom(
      'a',
      'a/',
      'a/b',
      './a/b',
      'a/b/c.ts',
      'a/*',
      'a/**',
      '**',
      '*.ts',
      'x.ts',
      '**/c.ts',
      '{a,b}/c.ts',
      'b',
      'b/c.ts',
      'a/b*',
      '[ab]/c.ts',
      'A/b',
      '.',
    );
    const manifest = fc.record({
      writes: fc.array(path, { maxLength: 3 }),
      reads: fc.array(path, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(manifest, { maxLength: 6 }),
        fc.boolean(),
        (manifests, foldCase) => {
          const units = manifests.map((m, at) => ({ id: `u${at}`, ...m }));
          const expected = units.flatMap((a, at) =>
            units
              .slice(at + 1)
              .filter((b) => collides(a, b, { foldCase }))
              .map((b) => `${a.id} ${b.id}`),
          );
          const { collisions } = findCollisions(units, { ...never, foldCase });
          expect(collisions.map(({ a, b }) => `${a} ${b}`)).toEqual(expected);
          for (const { paths } of collisions) {
            expect(paths.length).toBeGreaterThan(0);
            for (const { a, b } of paths) {
              expect(overlaps(a, b, { foldCase })).toBe(true);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('among thousands of separate files cost few comparisons', () => {
    const units = Array.from({ length: 2_000 }, (_, at) =>
      unit(
        `u${at}`,
        [`src/part-${at}/a.ts`, `src/part-${at}/b.ts`, `test/part-${at}/**`],
        ['src/types.ts', `src/part-${(at + 1) % 2_000}/a.ts`],
      ),
    );
    const { collisions, comparisons } = findCollisions(units, never);
    expect(collisions).toHaveLength(2_000);
    expect(comparisons).toBeLessThan(units.length);
  });
});
