import { expect, test } from 'vitest';
import { withoutMarks } from '../../src/loop/without-marks.ts';

test('only boxes count as marks, not what a text has in brackets', () => {
  const open = (mark: string): string =>
    [
      `- [${mark}] 1. Draw [x] and [-] as boxes`,
      `  - [${mark}] 1.1 With a note`,
      '  - Write [x] into the list',
      `1. [${mark}] Numbered`,
      `> - \`[${mark}]\` Quoted`,
      `### [${mark}] A heading`,
      `**Status:** [${mark}] done`,
      'Plain text with [x] in it',
    ].join('\n');
  for (const mark of [' ', 'x', 'X', '-', '~'])
    expect(withoutMarks(open(mark))).toBe(open(' '));
});
