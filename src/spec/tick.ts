import { readBox } from './box.ts';

/** A mark to write: at this 1-based line, into the box that stands there. */
export type Tick = { readonly line: number; readonly mark: ' ' | 'x' | '-' };

const LINE = /([^\r\n]*)(\r\n|\r|\n|$)/g;

/** Where an item's, a heading's or a status line's text starts. */
const LEAD =
  /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?/;
const STATUS = /^(?:\*\*)?[\p{L} ]{2,20}(?:\*\*)?[:：](?:\*\*)?[ \t]*(?=\[)/u;

/**
 * Writes marks into a text's boxes: one character each, everything else kept
 * byte for byte, line endings and byte order mark included. A line without a
 * box is left alone, so a stale line number can do no harm.
 */
export function tick(text: string, marks: readonly Tick[]): string {
  if (marks.length === 0) return text;
  const wanted = new Map(marks.map(({ line, mark }) => [line, mark]));
  let number = 0;
  return text.replace(LINE, (whole: string, line: string) => {
    number += 1;
    const mark = wanted.get(number);
    if (mark === undefined) return whole;
    const at = boxOffset(line);
    if (at === null) return whole;
    return whole.slice(0, at.from) + mark + whole.slice(at.to);
  });
}

function boxOffset(line: string): { from: number; to: number } | null {
  const start = line.startsWith('\uFEFF') ? 1 : 0;
  const text = line.slice(start);
  const lead = LEAD.exec(text)?.[0] ?? '';
  const rest = text.slice(lead.length);
  const status = STATUS.exec(rest)?.[0] ?? '';
  const box = readBox(rest.slice(status.length));
  if (box === null) return null;
  if (lead.trim() === '' && status === '') return null;
  const from = start + lead.length + status.length + box.offset;
  return { from, to: from + box.mark.length };
}
