/** A text as numbered lines: every reader below speaks of 1-based line numbers of this. */
export type Lines = {
  /** `at[0]` is line 1; no line ending, no byte order mark. */
  readonly at: readonly string[];
};

const FRONT_MATTER_LIMIT = 400;

/** Splits a text into lines the way CommonMark does (LF, CRLF, lone CR), so that numbers agree with the tree's. */
export function splitLines(text: string): Lines {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  return { at: lines.map(withoutGaps) };
}

/** Longer lines than this are not typed by people. */
const LONG_LINE = 4000;

/** Patterns that look for blanks before an end cost the square of a run's length. */
const withoutGaps = (line: string): string =>
  line.length <= LONG_LINE ? line : line.replace(/\s{100,}/g, ' '.repeat(100));

/** One line by its number, empty beyond the end. */
export const lineAt = (lines: Lines, line: number): string =>
  lines.at[line - 1] ?? '';

/**
 * How many lines a leading `---` block takes, 0 without one: the tree would
 * read its closing fence as a heading's underline.
 */
export function frontMatterLength(lines: Lines): number {
  if (lineAt(lines, 1).trimEnd() !== '---') return 0;
  const last = Math.min(lines.at.length, FRONT_MATTER_LIMIT);
  for (let line = 2; line <= last; line += 1) {
    const text = lineAt(lines, line).trimEnd();
    if (text === '---' || text === '...') return line;
    if (line === 2 && !/^[A-Za-z_][\w-]*\s*:/.test(text)) return 0;
  }
  return 0;
}
