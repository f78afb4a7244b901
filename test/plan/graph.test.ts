import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalPath, orderOf, type GraphNode } from '../../src/plan/graph.ts';

const node = (
  id: string,
  weight: number,
  ...dependencies: string[]
): GraphNode => ({ id, weight, dependencies });

/** Units in file order, each waiting for some of those before. */
const graph = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(11))), {
    minLength: 1,
    maxLength: 12,
  })
  .map((rows) =>
    rows.map(([weight, picks], at) =>
      node(
        `u${at}`,
        weight,
        ...new Set(picks.filter((pick) => pick < at).map((pick) => `u${pick}`)),
      ),
    ),
  );

/** All units that wait for one, walked naively. */
function waitersOf(id: string, nodes: readonly GraphNode[]): Set<string> {
  const waiters = new Set<string>();
  const walk = (from: string): void => {
    for (const { id: next, dependencies } of nodes) {
      if (dependencies.includes(from) && !waiters.has(next)) {
        waiters.add(next);
        walk(next);
      }
    }
  };
  walk(id);
  return waiters;
}

describe('the longest remaining path', () => {
  // a(1) ─▶ b(5) ─▶ d(1)
  //    └──▶ c(2) ───┘      e(4)
  test('is the unit and the heaviest chain of what waits for it', () => {
    const paths = criticalPath([
      node('a', 1),
      node('b', 5, 'a'),
      node('c', 2, 'a'),
      node('d', 1, 'b', 'c'),
      node('e', 4),
    ]);
    expect(Object.fromEntries(paths)).toEqual({ a: 7, b: 6, c: 3, d: 1, e: 4 });
  });

  test('does not depend on the order of the list', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const straight = criticalPath(nodes);
        for (const [id, path] of criticalPath(nodes.toReversed())) {
          expect(path).toBe(straight.get(id));
        }
      }),
    );
  });

  test('passes over ids it does not know, and survives a cycle', () => {
    const paths = criticalPath([
      node('a', 1, 'gone'),
      node('b', 1, 'c'),
      node('c', 1, 'b'),
    ]);
    expect(paths.get('a')).toBe(1);
    expect([...paths.keys()].toSorted()).toEqual(['a', 'b', 'c']);
  });

  test('copes with a unit that forty thousand wait for', () => {
    const nodes = [node('hub', 1)];
    for (let n = 0; n < 40_000; n += 1) nodes.push(node(`n${n}`, 1, 'hub'));
    expect(criticalPath(nodes).get('hub')).toBe(2);
  });
});

describe('two units are ordered', () => {
  test('exactly when a chain of dependencies leads from one to the other', () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const { isOrdered } = orderOf(nodes);
        for (const a of nodes) {
          const waiters = waitersOf(a.id, nodes);
          for (const b of nodes) {
            const expected =
              waiters.has(b.id) || waitersOf(b.id, nodes).has(a.id);
            expect(isOrdered(a.id, b.id)).toBe(expected);
          }
        }
      }),
    );
  });

  test('over more units than fit into one machine word', () => {
    const nodes = Array.from({ length: 100 }, (_, at) =>
      node(`u${at}`, 1, ...(at === 0 ? [] : [`u${at - 1}`])),
    );
    const { isOrdered } = orderOf([...nodes, node('alone', 1)]);
    expect(isOrdered('u0', 'u99')).toBe(true);
    expect(isOrdered('u99', 'u31')).toBe(true);
    expect(isOrdered('u31', 'u32')).toBe(true);
    expect(isOrdered('u50', 'alone')).toBe(false);
    expect(isOrdered('u50', 'unknown')).toBe(false);
  });

  test('with one step an edge, however many units there are', () => {
    const nodes = Array.from({ length: 2_000 }, (_, at) =>
      node(
        `u${at}`,
        1,
        ...[at - 1, at - 2].filter((n) => n >= 0).map((n) => `u${n}`),
      ),
    );
    expect(orderOf(nodes).steps).toBe(3_997);
  });
});
