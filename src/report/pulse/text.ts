import { textWidth } from '../../view/terminal-text.ts';

/** Columns of the page: a screen beside another one, and few enough to read raw. */
const COLUMNS = 100;

/** Escaped characters, code spans with the blanks in them, and all else up to a blank. */
const WORDS = /(?:\\\S|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|\S)+/g;

/**
 * One line of Markdown as several that mean the same. Code spans stay whole,
 * so that a command can be copied from the raw text too; the lines after the
 * first go below `lead`.
 */
export function wrapMarkdown(lead: string, text: string): readonly string[] {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(WORDS)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(indent + longer) <= COLUMNS) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = startOfLine(word);
  }
  return [...lines, line].map((each, i) => (i === 0 ? lead : indent) + each);
}

/** What begins a list, a heading or a rule only where it begins a line. */
const startOfLine = (word: string): string =>
  word
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])$/, String.raw`$1\$2`);

/** An item of a list. */
export const item = (text: string): readonly string[] =>
  wrapMarkdown('- ', text);

/** An item of the list in an item. */
export const subitem = (text: string): readonly string[] =>
  wrapMarkdown('  - ', text);

/** A heading with its lines, a blank line before it; nothing where there are none. */
export const section = (
  title: string,
  lines: readonly string[],
): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];
