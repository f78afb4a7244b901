import { describe, expect, test } from 'vitest';

import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { printDiagnostics } from '../../src/report/diagnostics.ts';

const at = (
  line: number | null,
  column: number | null,
  more: Partial<Diagnostic> = {},
): Diagnostic => ({
  code: 'unknown-dependency',
  severity: 'warning',
  message: 'No task 9.',
  file: 'tasks.md',
  line,
  column,
  ...more,
});
const print = (source: string, diagnostic: Diagnostic): string =>
  printDiagnostics([diagnostic], { 'tasks.md': source });

describe('a printed diagnostic', () => {
  test('shows place, severity, message, code, line and mark', () => {
    expect(print('- [ ] 1. A\n  - _Depends: 9_', at(2, 15))).toBe(
      [
        'tasks.md:2:15: warning: No task 9. (unknown-dependency)',
        '  2 |   - _Depends: 9_',
        '    |               ^',
        '',
      ].join('\n'),
    );
  });

  test('marks the right place behind tabs, wide and combining characters', () => {
    expect(print('\tあ🎯e\u0301x', at(1, 7)).split('\n').slice(1)).toEqual([
      '  1 |   あ🎯e\u0301x',
      '    |        ^',
      '',
    ]);
  });

  test('lets no control character through, from the source or the message', () => {
    const text = print(
      '\u001b[31mred\u0007\u009b\u202e',
      at(1, 1, { message: 'odd \u001b]0;x\u0007' }),
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain('␛[31mred␇');
  });

  test('cuts a long line around the mark', () => {
    const text = print(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, at(1, 501));
    const [, source = '', mark = ''] = text.split('\n');
    expect(source.length).toBeLessThan(140);
    expect(source.slice(mark.indexOf('^'), mark.indexOf('^') + 4)).toBe('HERE');
  });

  test('does without a line, a column, a file or the source', () => {
    expect(print('a', at(null, null))).toBe(
      'tasks.md: warning: No task 9. (unknown-dependency)\n',
    );
    expect(print('a', at(1, null))).toBe(
      'tasks.md:1: warning: No task 9. (unknown-dependency)\n  1 | a\n',
    );
    expect(print('a', at(null, null, { file: null, severity: 'error' }))).toBe(
      'error: No task 9. (unknown-dependency)\n',
    );
    expect(print('a', at(7, 1))).toBe(
      'tasks.md:7:1: warning: No task 9. (unknown-dependency)\n',
    );
  });

  test('reads lines as editors count them', () => {
    expect(print('\uFEFFa\r\nb\r\n', at(2, 1)).split('\n')[1]).toBe('  2 | b');
  });

  test('several are apart by a blank line, none are nothing', () => {
    expect(
      printDiagnostics([at(1, 1), at(1, 1)], { 'tasks.md': 'a' }).split('\n\n'),
    ).toHaveLength(2);
    expect(printDiagnostics([], {})).toBe('');
  });
});
