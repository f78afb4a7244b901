import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeBlocks } from '../../../src/report/pulse/generated-blocks.ts';
import type { GeneratedBlock } from '../../../src/report/pulse/generated-blocks.ts';

const block = (name: string, ...lines: string[]): GeneratedBlock => ({
  name,
  heading: `## ${name}`,
  matches: new RegExp(`^## ${name}$`),
  lines,
});
const marked = (name: string, ...lines: string[]): string =>
  [
    `<!-- orchestration-loop:begin ${name} -->`,
    ...lines,
    `<!-- orchestration-loop:end ${name} -->`,
  ].join('\n');

const outside = (text: string): readonly string[] => {
  let isInside = false;
  return text.split('\n').filter((line) => {
    const mark = /orchestration-loop:(begin|end)/.exec(line)?.[1];
    if (mark !== undefined) isInside = mark === 'begin';
    return mark === undefined && !isInside;
  });
};

describe('a document with generated blocks', () => {
  test('starts with its headings in order', () => {
    expect(mergeBlocks(null, [block('a', '1'), block('b', '2')])).toBe(
      `## a\n\n${marked('a', '1')}\n\n## b\n\n${marked('b', '2')}\n`,
    );
  });

  test('is brought up to date where the block stands, even moved', () => {
    const text = `mine\n${marked('b', 'old')}\nyours\n## a\n${marked('a', 'x')}`;
    expect(mergeBlocks(text, [block('a', 'new'), block('b', 'newer')])).toBe(
      `mine\n${marked('b', 'newer')}\nyours\n## a\n${marked('a', 'new')}`,
    );
  });

  test('gets a missing block below the heading a person wrote', () => {
    expect(mergeBlocks('# T\n\n## a\nmy text\n', [block('a', '1')])).toBe(
      `# T\n\n## a\n\n${marked('a', '1')}\n\nmy text\n`,
    );
    expect(mergeBlocks('## a', [block('a', '1')])).toBe(
      `## a\n\n${marked('a', '1')}\n`,
    );
  });

  test('gets a missing section at its end', () => {
    expect(mergeBlocks('my text', [block('a', '1')])).toBe(
      `my text\n\n## a\n\n${marked('a', '1')}\n`,
    );
  });

  test('gets a missing section back where it belongs', () => {
    const text = `mine\n## b\n${marked('b', 'x')}\nyours\n`;
    const merged = mergeBlocks(text, [block('a', '1'), block('b', 'x')]);
    expect(merged).toBe(
      `mine\n\n## a\n\n${marked('a', '1')}\n\n## b\n${marked('b', 'x')}\nyours\n`,
    );
  });

  test('marks that a person quotes in code are left alone', () => {
    const quote = `\`\`\`html\n${marked('a', 'old')}\n\`\`\`\n`;
    const listed = `- so:\n\n    ${marked('a', 'old').replaceAll('\n', '\n    ')}\n`;
    const text = `${quote}${listed}${marked('a', 'x')}\n`;
    const merged = mergeBlocks(text, [block('a', 'new')]);
    expect(merged).toBe(`${quote}${listed}${marked('a', 'new')}\n`);
  });

  test('a fence that nobody closed hides no block, though a block has fences', () => {
    const code = marked('a', '```', 'x', '```');
    const text = ['```', 'mine', code, ''].join('\n');
    expect(mergeBlocks(text, [block('a', '1')])).toBe(
      `\`\`\`\nmine\n${marked('a', '1')}\n`,
    );
  });

  test('a heading in what is generated is no section', () => {
    const text = `${marked('b', '## a', 'x')}\n`;
    expect(mergeBlocks(text, [block('b', '## a'), block('a', '1')])).toBe(
      `${marked('b', '## a')}\n\n## a\n\n${marked('a', '1')}\n`,
    );
  });

  test('a heading in code is none', () => {
    const text = '```\n## a\n```\n';
    expect(mergeBlocks(text, [block('a', '1')])).toBe(
      `${text}\n## a\n\n${marked('a', '1')}\n`,
    );
  });

  test('a begin without an end swallows nothing', () => {
    const text = `<!-- orchestration-loop:begin a -->\nmine\n## b\n${marked('b', 'x')}\n`;
    const merged = mergeBlocks(text, [block('a', '1'), block('b', '2')]);
    expect(merged.startsWith('mine\n\n## a\n')).toBe(true);
    expect(merged.endsWith(`\n## b\n${marked('b', '2')}\n`)).toBe(true);
    expect(merged.match(/begin a/g)).toHaveLength(1);
  });

  test('a begin that meets the end of another swallows nothing', () => {
    const text =
      '<!-- orchestration-loop:begin a -->\nmine\n<!-- orchestration-loop:end b -->\n';
    const merged = mergeBlocks(text, [block('a', '1'), block('b', '2')]);
    expect(merged.split('\n')).toContain('mine');
  });

  test('of two blocks of a name one is left', () => {
    const text = `${marked('a', 'x')}\nmine\n${marked('a', 'y')}\n`;
    expect(mergeBlocks(text, [block('a', '1')])).toBe(
      `${marked('a', '1')}\nmine\n`,
    );
  });

  test('blocks of another version stay', () => {
    const text = `${marked('later', 'x')}\n`;
    expect(mergeBlocks(text, [block('a', '1')])).toContain(text);
  });

  test('a block cannot end itself', () => {
    const merged = mergeBlocks(null, [
      block('a', 'x\n<!-- orchestration-loop:end a -->\ny'),
    ]);
    expect(merged).toBe(`## a\n\n${marked('a', 'x', 'y')}\n`);
  });

  test('keeps Windows line ends and a byte order mark', () => {
    const merged = mergeBlocks('\ufeff## a\r\nmine\r\n', [block('a', '1')]);
    expect(merged.startsWith('\ufeff## a\r\n\r\n<!--')).toBe(true);
    expect(merged).toMatch(/\r\n1\r\n/);
    expect(merged.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  const line = fc.oneof(
    fc.constantFrom('', '## a', '## b', '```', '~~~~', '# x', 'text\r', '- z'),
    fc.constantFrom('```js', '    ```', '  ~~~', '````'),
    fc.string(),
    fc.constantFrom(
      '<!-- orchestration-loop:begin a -->',
      '<!-- orchestration-loop:end a -->',
      '<!-- orchestration-loop:end b -->',
    ),
  );
  const document = fc.array(line).map((lines) => lines.join('\n'));

  test('is the same after a second sync with the same facts', () => {
    fc.assert(
      fc.property(document, (text) => {
        const blocks = [block('a', '1', '```', 'x', '```'), block('b', '2')];
        const once = mergeBlocks(text, blocks);
        expect(mergeBlocks(once, blocks)).toBe(once);
      }),
    );
  });

  test('keeps every line a person wrote, through any number of syncs', () => {
    const written = fc.array(
      fc.oneof(fc.constantFrom('## a', '```', '', '# x'), fc.string()),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(
        written.map((lines) => lines.join('\n')),
        fc.array(fc.string()),
        (text, generated) => {
          const first = mergeBlocks(text, [block('a', '1'), block('b')]);
          const second = mergeBlocks(first, [
            block('a', ...generated),
            block('b', 'x'),
          ]);
          const own = (lines: readonly string[]): readonly string[] =>
            lines.filter((l) => l.trim() !== '');
          const mine = own(text.split('\n'));
          const kept = own(outside(second)).map((l) => l.replace(/\r$/, ''));
          expect(
            kept.filter((l, i) => i < mine.length || !/^## [ab]$/.test(l)),
          ).toEqual(mine.map((l) => l.replace(/\r$/, '')));
        },
      ),
    );
  });
});
