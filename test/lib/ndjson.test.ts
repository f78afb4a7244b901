import { describe, expect, test } from 'vitest';
import { createLineSplitter, parseJsonObject } from '../../src/lib/ndjson.ts';

const split = (chunks: readonly string[], maxLength?: number) => {
  const splitter = createLineSplitter(maxLength);
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  return { lines: [...lines, ...splitter.end()], skipped: splitter.skipped() };
};

describe('lines of a stream', () => {
  test('come whole, wherever the chunks are cut', () => {
    const text = 'one\ntwo\r\n\nthree';
    for (let cut = 0; cut <= text.length; cut += 1)
      expect(split([text.slice(0, cut), text.slice(cut)])).toEqual({
        lines: ['one', 'two', '', 'three'],
        skipped: 0,
      });
  });

  test('are left out and counted when too long, and the next ones are not', () => {
    const long = 'x'.repeat(11);
    expect(
      split([`a\n${long.slice(0, 6)}`, `${long.slice(6)}\nb\n`], 10),
    ).toEqual({ lines: ['a', 'b'], skipped: 1 });
  });

  test('may be exactly as long as the limit', () => {
    expect(split([`${'x'.repeat(10)}\n`], 10).lines).toEqual(['x'.repeat(10)]);
  });

  test('keep no more of an endless line than its limit', () => {
    const splitter = createLineSplitter(1000);
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 5000; n += 1)
      splitter.push(`${'x'.repeat(100_000)}${n}`);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    expect(splitter.push('\nend\n')).toEqual(['end']);
  });
});

describe('a line of JSON', () => {
  test('is an object', () => {
    expect(parseJsonObject(' {"a":1}')).toEqual({ a: 1 });
  });

  test.each(['', '{"a":', '[1]', '"text"', 'null', '12', 'Warning: {"a":1}'])(
    'is nothing when it is %j',
    (line) => {
      expect(parseJsonObject(line)).toBeNull();
    },
  );
});
