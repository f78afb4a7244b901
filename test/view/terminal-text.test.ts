import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanText,
  cutText,
  oneLine,
  padText,
  textWidth,
  wrapText,
} from '../../src/view/terminal-text.ts';

/** Any UTF-16 at all, half pairs included, with more of what terminals act on. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0x1b, 0x5b, 0x5d, 0x07, 0x9b, 0x9d, 0x9c, 0x202e, 0x6d),
    ),
  )
  .map((codes) => String.fromCharCode(...codes));

describe('text that meets a terminal', () => {
  test.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a C1 sequence', '\u009b2Jx', 'x'],
    ['a title change', '\u001b]0;owned\u0007x', 'x'],
    ['a link', '\u001b]8;;http://a\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['an unfinished title change', 'a\u001b]0;rest\nb', 'a\nb'],
    ['a device string', '\u001bPq#0\u001b\\x', 'x'],
    ['a reset', '\u001bcx', 'x'],
    ['a charset change', '\u001b(0x', 'x'],
    ['bells and backspaces', 'a\u0007b\u0008c\u007f', 'abc'],
    ['a lone escape at the end', 'a\u001b', 'a'],
    ['bidi overrides', 'a\u202eb\u2066c', 'abc'],
    ['zero-width blanks and tags', 'a\u200bb\u{e0041}', 'ab'],
    ['carriage returns', 'a\r\nb\rc', 'a\nb\nc'],
    ['half a surrogate pair', 'a\ud83d', 'a\ufffd'],
  ])('loses %s', (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  test('keeps writing systems and joined emoji as they are', () => {
    const text = '名前 नमस्ते 👩‍💻 مرحبا é';
    expect(cleanText(text)).toBe(text);
  });

  test('has no control characters left, whatever came in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanText(text)).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
        expect(oneLine(text)).not.toMatch(/[\n\t]/);
      }),
    );
  });

  test('takes time that grows with the length of hostile text alone', () => {
    const text = '\u001b]'.repeat(50_000) + '\u001b['.repeat(50_000);
    expect(cleanText(text)).toBe('');
  });
});

describe('columns', () => {
  test('a wide character is never cut in half', () => {
    expect(cutText('日本語', 4)).toBe('日…');
    expect(cutText('日本語', 6)).toBe('日本語');
    expect(cutText('ab', 1)).toBe('…');
    expect(cutText('ab', 0)).toBe('');
  });

  test('padding fills to exactly the columns', () => {
    expect(padText('日本', 6)).toBe('日本  ');
    expect(padText('日本語', 4)).toBe('日… ');
  });

  test('a sign that is wider than the line is broken all the same', () => {
    const sign = `\u{1d158}${'\u{1d165}'.repeat(9)}`;
    expect(textWidth(sign)).toBeGreaterThan(4);
    const lines = wrapText(sign, 4);
    expect(lines.join('')).toBe(sign);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(4);
  });

  test('wrapped lines fit and lose nothing but blanks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 2, max: 40 }),
        (text, columns) => {
          const line = oneLine(text);
          const lines = wrapText(line, columns);
          expect(lines.join('').replaceAll(' ', '')).toBe(
            line.replaceAll(' ', ''),
          );
          for (const part of lines)
            expect(textWidth(part)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

test('a word of a megabyte is broken into lines of the width and nothing is lost', () => {
  const word = 'x'.repeat(1_000_000);
  const lines = wrapText(word, 80);
  expect(lines).toHaveLength(12_500);
  expect(lines.join('')).toBe(word);
});
