import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { unifiedDiff } from '../../src/lib/unified-diff.ts';

const apply = (diff: string, path: string, before: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'));
  try {
    writeFileSync(join(folder, path), before);
    execFileSync('git', ['apply', '--unidiff-zero', '-p1', '-'], {
      cwd: folder,
      input: diff,
      env: { PATH: process.env['PATH'] },
    });
    return readFileSync(join(folder, path), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('unifiedDiff', () => {
  test('shows a change with three lines around it', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    expect(unifiedDiff('f', before, before.replace('5', 'five'))).toBe(
      '--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n',
    );
  });

  test('shows new and removed files against /dev/null', () => {
    expect(unifiedDiff('f', null, 'a\n')).toBe(
      '--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n',
    );
    expect(unifiedDiff('f', 'a', null)).toBe(
      '--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n\\ No newline at end of file\n',
    );
  });

  test('is as short as it can be', () => {
    const diff = unifiedDiff(
      'f',
      'a\nb\nc\na\nb\nb\na\n',
      'c\nb\na\nb\na\nc\n',
    );
    const edits = diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
    expect(edits).toHaveLength(5);
  });

  test('falls back to the whole text where little is the same', () => {
    const a = Array.from({ length: 700 }, (_, i) => `a${i}\n`).join('');
    const b = Array.from({ length: 700 }, (_, i) => `b${i}\n`).join('');
    expect(apply(unifiedDiff('f', a, b), 'f', a)).toBe(b);
  });

  test('is a patch that git applies', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 12 })
      .chain((lines) =>
        fc.constantFrom('', 'end').map((end) => lines.join('') + end),
      );
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        expect(apply(unifiedDiff('f', before, after), 'f', before)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });
});
