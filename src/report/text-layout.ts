import { oneLine, wrapText } from '../view/terminal-text.ts';

/** Columns that summaries and plans are written for, whatever the terminal. */
export const layoutWidth = (columns: number | undefined): number =>
  Math.min(100, Math.max(60, columns ?? 80));

/** One entry as wrapped lines: the first begins with `lead`, the others below its text. */
export function entry(
  lead: string,
  text: string,
  columns: number,
): readonly string[] {
  const indent = ' '.repeat(lead.length);
  return wrapText(oneLine(text), columns - lead.length).map(
    (line, i) => (i === 0 ? lead : indent) + line,
  );
}

/** A titled block, with a blank line before it; nothing where it is empty. */
export const block = (
  title: string,
  lines: readonly string[],
): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

/** The first entries and a line for the rest. */
export const atMost = <T>(
  items: readonly T[],
  limit: number,
  toLines: (item: T) => readonly string[],
): readonly string[] => [
  ...items.slice(0, limit).flatMap(toLines),
  ...(items.length > limit ? [`  and ${items.length - limit} more`] : []),
];
