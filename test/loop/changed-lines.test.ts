import { expect, test } from 'vitest';
import { changedLines, unchangedIssues } from '../../src/loop/changed-lines.ts';

const DIFF = `diff --git a/app/src/a.ts b/app/src/a.ts
index 1..2 100644
--- a/app/src/a.ts
+++ b/app/src/a.ts
@@ -10,5 +10,6 @@ function a() {
 one
 two
+--- a/no/file.ts
+@@ -1 +900,5 @@
 three
 four
-five
diff --git a/app/src/gone.ts b/app/src/gone.ts
--- a/app/src/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-one
`;

const places = (...issues: { file: string | null; line: number | null }[]) =>
  unchangedIssues(
    issues.map((issue) => ({
      severity: 'major',
      description: 'x',
      ...issue,
    })),
    changedLines(DIFF) ?? new Map(),
  );

test('files and ranges are read from a diff, and nothing from the text in it', () => {
  expect([...(changedLines(DIFF) ?? [])]).toEqual([
    ['app/src/a.ts', [[10, 16]]],
    ['app/src/gone.ts', [[0, 0]]],
  ]);
});

test('what is far from every change, or in a file that did not change, is old', () => {
  expect(
    places(
      { file: 'src/a.ts', line: 30 },
      { file: './src/a.ts', line: 12 },
      { file: 'app/src/a.ts', line: 18 },
      { file: 'src/b.ts', line: 12 },
    ),
  ).toEqual([0, 3]);
});

test('what names no place may be about the change', () => {
  expect(
    places(
      { file: null, line: null },
      { file: '', line: 3 },
      { file: 'src/a.ts', line: null },
    ),
  ).toEqual([]);
});

test('a diff with names that cannot be read says nothing', () => {
  expect(changedLines('--- "a/s\\303\\244"\n+++ "b/s\\303\\244"\n')).toBeNull();
});
