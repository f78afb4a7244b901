import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOX_HEIGHT, layOut } from '../../../src/report/html/graph-layout.ts';

const nodes = (graph: Readonly<Record<string, string>>) =>
  Object.entries(graph).map(([id, needs]) => ({
    id,
    dependencies: needs.split(' ').filter((each) => each !== ''),
  }));

const columnsOf = (graph: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    [...layOut(nodes(graph)).places].flatMap(([id, { column }]) =>
      id in graph ? [[id, column]] : [],
    ),
  );

describe('the graph of units', () => {
  // a --> b --> c, and d beside them
  test('everything stands right of what it waits for', () => {
    expect(columnsOf({ a: '', b: 'a', c: 'a b', d: '' })).toEqual({
      a: 0,
      b: 1,
      c: 2,
      d: 0,
    });
  });

  test('an edge that follows from others is left out', () => {
    const { edges } = layOut(nodes({ a: '', b: 'a', c: 'a b' }));
    expect(edges.map(({ from, to }) => from + to)).toEqual(['ab', 'bc']);
  });

  test('a long line passes between the boxes', () => {
    // x --> z past b, which stands between them
    const { edges, places } = layOut(nodes({ a: '', x: '', b: 'a', z: 'b x' }));
    const via = edges.find(({ from }) => from === 'x')?.via ?? [];
    expect(via).toHaveLength(1);
    const box = places.get('b')?.y ?? 0;
    const y = via[0]?.y ?? 0;
    expect(y < box || y > box + BOX_HEIGHT).toBe(true);
  });

  test('a cycle and an unknown id stop nothing', () => {
    expect(columnsOf({ a: 'b', b: 'a', c: '', d: 'nobody c' })).toEqual({
      a: 0,
      b: 0,
      c: 0,
      d: 1,
    });
  });

  test('no two boxes ever share a place', () => {
    const drawn = fc.array(fc.array(fc.nat(60), { maxLength: 4 }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(drawn, (needs) => {
        const { places, height } = layOut(
          needs.map((dependencies, i) => ({
            id: String(i),
            dependencies: dependencies.map(String),
          })),
        );
        const boxes = needs.map((_, i) => places.get(String(i)));
        const taken = new Set(boxes.map((box) => JSON.stringify(box)));
        expect(taken.size).toBe(needs.length);
        for (const box of boxes) {
          expect((box?.y ?? -1) + BOX_HEIGHT).toBeLessThanOrEqual(height);
        }
      }),
      { numRuns: 80, seed: 3 },
    );
  });
});
