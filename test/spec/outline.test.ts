import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { describe, expect, test } from 'vitest';

import { readBox } from '../../src/spec/box.ts';
import { lineAt, splitLines } from '../../src/spec/lines.ts';
import { parseMarkdown } from '../../src/spec/markdown.ts';
import { outlineOf } from '../../src/spec/outline.ts';
import type { ItemBlock } from '../../src/spec/blocks.ts';

/** Lines of boxes, each with the line of the box around it, as the whole tree has them. */
function boxesOfTree(text: string): string[] {
  const lines = splitLines(text);
  const found: string[] = [];
  const walk = (node: Nodes, around: number): void => {
    let inner = around;
    if (node.type === 'listItem' && node.position !== undefined) {
      const { line, column } = node.position.start;
      const rest = lineAt(lines, line)
        .slice(column - 1)
        .replace(/^(?:[-*+]|\d+[.)])[ \t]*/, '');
      if (readBox(rest) !== null) {
        found.push(`${line} in ${around}`);
        inner = line;
      }
    }
    if ('children' in node)
      for (const child of node.children) walk(child, inner);
  };
  walk(parseMarkdown(text), 0);
  return found;
}

/** The same from the outline, which is made from a shortened text in pieces. */
function boxesOfOutline(text: string): string[] {
  const lines = splitLines(text);
  const isBox = (item: ItemBlock): boolean =>
    readBox(
      lineAt(lines, item.line)
        .slice(item.content - 1)
        .trimStart(),
    ) !== null;
  return outlineOf(lines).flatMap((block) => {
    if (block.kind !== 'item' || !isBox(block)) return [];
    let around = block.item;
    while (around !== null && !isBox(around)) around = around.item;
    return [`${block.line} in ${around?.line ?? 0}`];
  });
}

const line = fc
  .tuple(
    fc.constantFrom('', '', '  ', '    ', '      '),
    fc.constantFrom(
      '- [ ] 1. a',
      '- [x] b',
      '- detail',
      '- other',
      'prose',
      '',
      '',
      '```',
      '# Heading',
      '1. [ ] c',
      '2. step',
      '---',
      '> quote',
      '- ',
      '~~~',
      '**bold**',
    ),
  )
  .map((parts) => parts.join(''));

describe('the outline', () => {
  test('has the boxes and the nesting of the whole tree', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (rows) => {
        const text = rows.join('\n');
        expect(boxesOfOutline(text), text).toEqual(boxesOfTree(text));
      }),
      { numRuns: 600 },
    );
  });

  test.each([
    ['- [ ] 1. a\n  - detail\n  - \n      - [ ] 1. a'],
    ['- [ ] 1. a\n  - detail\n  2. step\n      - [ ] 1. a'],
    ['# Heading\n    - other\n2. step\n      - [ ] 1. a'],
    ['prose\n- \n    - [ ] 1. a'],
    ['      ```\n- [ ] 1. a'],
    ['- [ ] 1. a\n  ```\n- [ ] 2. b\n  ```'],
  ])(
    'has them where a bullet is one only by what stands before: %j',
    (text) => {
      expect(boxesOfOutline(text)).toEqual(boxesOfTree(text));
    },
  );

  test('has them beyond the length of one piece, nesting and open fences included', () => {
    const nested = `- [ ] 1. a\n${'  - [ ] 1.1 b\n    - [ ] c\n'.repeat(300)}- [ ] 2. d\n`;
    const fenced = `- [ ] 1. a\n\n\`\`\`\n${'- [ ] not one\n\n'.repeat(300)}\`\`\`\n- [ ] 2. d\n`;
    const loose = `- [ ] 1. a\n${'\n  - b\n\n    ```\n    - [ ] no\n    ```\n'.repeat(200)}\n- [ ] 2. d\n`;
    const comment = `- [ ] 1. a\n\n<!--\n${'- [ ] not one\n'.repeat(500)}-->\n- [ ] 2. d\n`;
    for (const text of [nested, fenced, loose, comment])
      expect(boxesOfOutline(text)).toEqual(boxesOfTree(text));
  });
});
