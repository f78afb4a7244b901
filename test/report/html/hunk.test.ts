import { describe, expect, test } from 'vitest';
import { findHunk } from '../../../src/report/html/hunk.ts';
import { hunkMarkup } from '../../../src/report/html/hunk-markup.ts';

const added = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `+line ${from + i}\n`).join(
    '',
  );

const DIFF = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,2 +1,2 @@ first
 same
-old
+new
@@ -90,0 +90,40 @@ second
${added(90, 129)}diff --git "a/src/\\303\\274.ts" "b/src/\\303\\274.ts"
--- "a/src/\\303\\274.ts"
+++ "b/src/\\303\\274.ts"
@@ -1 +1 @@
-u
+ü
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;

const find = (file: string, line: number | null) =>
  findHunk(DIFF, { file, line });

describe('the part of a diff that a finding is about', () => {
  test('is the hunk with the line, cut to what stands around it', () => {
    const hunk = find('src/a.ts', 110);
    expect(hunk?.head).toContain('second');
    expect(hunk?.lines.map(({ number }) => number)).toEqual(
      Array.from({ length: 13 }, (_, i) => 104 + i),
    );
    expect(hunk?.left).toBe(27);
  });

  test('is the nearest hunk where no hunk has the line', () => {
    expect(find('src/a.ts', 40)?.head).toContain('first');
    expect(find('src/a.ts', 80)?.head).toContain('second');
  });

  test('numbers lines as the new file has them; removed ones have none', () => {
    expect(
      find('src/a.ts', null)?.lines.map(({ sign, number, text }) => [
        sign,
        number,
        text,
      ]),
    ).toEqual([
      [' ', 1, 'same'],
      ['-', null, 'old'],
      ['+', 2, 'new'],
    ]);
  });

  test('is found by a name that git quotes, and by one that is gone', () => {
    expect(find('src/ü.ts', 1)?.lines.at(-1)?.text).toBe('ü');
    expect(find('gone.ts', 1)?.lines).toHaveLength(1);
  });

  test('is not there for a file that only looks alike', () => {
    expect(find('a.ts', 1)).toBeNull();
    expect(findHunk('', { file: 'src/a.ts', line: 1 })).toBeNull();
  });

  test('names characters that would hide what a line says', () => {
    const hunk = {
      head: '@@',
      left: 0,
      lines: [
        { sign: '+', number: 7, text: 'if (\u202Ea\u0000) <b>' },
      ] as const,
    };
    const html = String(hunkMarkup(hunk, 7));
    expect(html).toContain('if (⟨U+202E⟩a⟨U+0000⟩) &lt;b&gt;');
    expect(html).toContain('class="added meant"');
  });
});
