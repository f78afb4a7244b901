import { expect, test } from 'vitest';
import { oneLine, stripTerminal } from '../../src/lib/strip-terminal.ts';

test.each([
  ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
  ['cursor and erasing', 'a\x1b[2J\x1b[H\x1b[?25lb', 'ab'],
  ['a title, ended by BEL', '\x1b]0;owned\x07text', 'text'],
  ['a link, ended by ST', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['a device control string', 'a\x1bPq#0\x1b\\b', 'ab'],
  ['eight-bit sequences', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
  ['a reset', '\x1bctext', 'text'],
  ['a charset', '\x1b(Btext', 'text'],
  ['a carriage return that would overwrite', 'safe\rEVIL', 'safeEVIL'],
  ['backspaces', 'ab\b\bc', 'abc'],
  ['a sequence that is cut off', 'text\x1b[38;5', 'text'],
  ['a lone escape at the end', 'text\x1b', 'text'],
  ['marks that turn the direction', 'a\u202eb\u2066c', 'abc'],
])('takes out %s', (_what, text, clean) => {
  expect(stripTerminal(text)).toBe(clean);
});

test('keeps lines, tabs and letters of any language', () => {
  const text = 'a\tb\nGrüße 你好 👩‍💻';
  expect(stripTerminal(text)).toBe(text);
  expect(stripTerminal('a\r\nb')).toBe('a\nb');
});

test('what is left holds nothing that could start a sequence again', () => {
  expect(stripTerminal('\x1b\x1b[31m[31mx')).not.toContain('\x1b');
});

test('one line joins lines and is cut with an ellipsis', () => {
  expect(oneLine('  a\n\n b\tc ', 10)).toBe('a b c');
  expect(oneLine('abcdefghij', 5)).toBe('abcd…');
  expect(oneLine('abc👩xyz', 5)).toBe('abc…');
});
