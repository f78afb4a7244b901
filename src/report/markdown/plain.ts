import { codeSpan, markdownLine } from '../markdown-text.ts';

/** Longest text of a spec or an agent in one cell or item, in characters. */
const LONGEST = 600;

/**
 * What a code host makes a link of by itself: a person or an issue, by GitHub's
 * other name for one too, a merge request or an epic of GitLab, an address.
 */
const REFERENCE = /[@#]|!(?=\d)|&amp;(?=\d)|\bGH-(?=\d)|\bwww(?=\.)/gi;

/**
 * Text of a spec or an agent for a page of a code host: no markup, and nothing
 * that the host makes a link of by itself. A mention would call a person, a
 * number would leave a note on an issue: a blank of no width breaks both.
 */
export const plain = (text: string): string =>
  markdownLine(cut(text))
    .replace(REFERENCE, (sign) => `${sign}&#8203;`)
    .replaceAll('$', '&#36;')
    .replaceAll('://', ':&#8203;//');

/** A name or a command that is there to be copied. */
export const copied = (text: string): string => codeSpan(text);

/** One in a cell of a table: there a bar ends the cell even in a code span. */
export const copiedCell = (text: string): string =>
  text.includes('|') ? plain(text) : codeSpan(text);

const cut = (text: string): string =>
  text.length > LONGEST
    ? `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : text;

/** A table; none where it has no rows. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] =>
  rows.length === 0
    ? []
    : [head, head.map(() => '---'), ...rows].map(
        (cells) => `| ${cells.join(' | ')} |`,
      );

/** A heading with what stands below it; nothing where that is nothing. */
export const section = (
  title: string,
  lines: readonly string[],
): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];
