import { describe, expect, test } from 'vitest';

import { tick } from '../../src/spec/tick.ts';

describe('a tick', () => {
  test.each([
    ['- [ ] 1. A', '- [x] 1. A'],
    ['  - [-] 1.1 A  ', '  - [x] 1.1 A  '],
    ['- [ ]* 1.2 A', '- [x]* 1.2 A'],
    ['- [ ]\\* 1.2 A', '- [x]\\* 1.2 A'],
    ['- `[ ]` 1.1.1 A', '- `[x]` 1.1.1 A'],
    ['1. [ ] A', '1. [x] A'],
    ['* [X] A', '* [x] A'],
    ['#### - [ ] 0.1 A', '#### - [x] 0.1 A'],
    ['**Status**: [ ] Pending', '**Status**: [x] Pending'],
    ['- [ ] see [ ] and `[ ]`', '- [x] see [ ] and `[ ]`'],
    ['\uFEFF- [ ] 1. A', '\uFEFF- [x] 1. A'],
  ])('%j becomes %j', (before, after) => {
    expect(tick(before, [{ line: 1, mark: 'x' }])).toBe(after);
  });

  test.each([
    ['prose with [ ] in it'],
    ['- detail'],
    ['- [P] tasks = parallel'],
    ['- [](link)'],
    [''],
    ['[ ] no bullet'],
  ])('leaves %j alone', (line) => {
    expect(tick(line, [{ line: 1, mark: 'x' }])).toBe(line);
  });

  test('keeps every line ending, trailing blank and odd character around it', () => {
    const text =
      '\uFEFF# A\r\n- [ ] 1. a  \r\n\r\n\t- [ ] b\u00A0\n- [~]* c\r- [ ] d';
    expect(
      tick(text, [
        { line: 2, mark: '-' },
        { line: 4, mark: 'x' },
        { line: 5, mark: ' ' },
      ]),
    ).toBe(
      '\uFEFF# A\r\n- [-] 1. a  \r\n\r\n\t- [x] b\u00A0\n- [ ]* c\r- [ ] d',
    );
  });

  test('of a line that is not there changes nothing', () => {
    expect(
      tick('- [ ] a', [
        { line: 9, mark: 'x' },
        { line: 0, mark: 'x' },
      ]),
    ).toBe('- [ ] a');
  });

  test('goes back to what it was', () => {
    const text = '- [ ] 1. a\n  - [ ] 1.1 b\n';
    const started = tick(text, [{ line: 1, mark: '-' }]);
    const done = tick(started, [
      { line: 1, mark: 'x' },
      { line: 2, mark: 'x' },
    ]);
    expect(done).toBe('- [x] 1. a\n  - [x] 1.1 b\n');
    expect(
      tick(done, [
        { line: 1, mark: ' ' },
        { line: 2, mark: ' ' },
      ]),
    ).toBe(text);
  });
});
