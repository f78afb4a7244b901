import type { Draft } from './draft.ts';
import { readHead } from './head.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';

/** Lines shorter than this were not wrapped by an editor: the next one is a new thought. */
const WRAP_FROM = 64;

/**
 * Joins a title that was wrapped over several lines. Markdown cannot tell a
 * wrapped title from a title with prose below it; a person can: a wrapped line
 * is long and does not end a sentence.
 */
export function joinTitle(
  lines: Lines,
  draft: Draft,
  last: number,
): { title: string; end: number; head: Draft['head'] } {
  let title = draft.title;
  let end = draft.line;
  while (end < last && isWrapped(lineAt(lines, end), lineAt(lines, end + 1))) {
    end += 1;
    title += ` ${lineAt(lines, end).trim()}`;
  }
  if (end === draft.line) return { title, end, head: draft.head };
  const { optional, manual } = readHead(title);
  const head = {
    ...draft.head,
    optional: draft.head.optional || optional,
    manual: draft.head.manual || manual,
  };
  return { title, end, head };
}

function isWrapped(line: string, next: string): boolean {
  const text = line.trimEnd();
  if (widthOf(text) < WRAP_FROM || /[.:;!?。：；！？]["'”’)*_`]*$/u.test(text))
    return false;
  const words = next.trimStart();
  if (/^(?:[-*+>]|\d{1,9}[.)])(?:\s|$)/.test(words)) return false;
  return !/^(?:_|\*\*|[A-Z][\w ]{0,20}:)/.test(words) && words !== '';
}

/** Wide characters take two columns. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += char > '\u2E7F' ? 2 : 1;
  return width;
}
