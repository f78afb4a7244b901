import type { Event } from '../../model/event.ts';

/** What JSON leaves as it is although terminals and line readers act on it: DEL, C1, bidi controls, line separators. */
const UNSAFE =
  /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** An event as `--json` prints it: one line, number, time and type first, nothing left out. */
export function eventLine(event: Event): string {
  const { seq, at, type, ...rest } = event;
  return `${toJsonLine({ seq, at, type, ...rest })}\n`;
}

/** Data as one line of JSON that is safe to print and reads back the same. */
export const toJsonLine = (data: unknown): string =>
  printable(JSON.stringify(data));

/** The same over several lines, for people who read it: what commands print with `--json`. */
export const toJsonText = (data: unknown): string =>
  `${printable(JSON.stringify(data, null, 2))}\n`;

/** What the log of a CI service takes for a command wherever it stands: `##[group]`, `##vso[…]`. */
const LOG_COMMAND = /##(?=\w*\[)/g;

/** Both stand in strings only, where an escape means the same. */
const printable = (json: string): string =>
  json
    .replace(
      UNSAFE,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(LOG_COMMAND, String.raw`#\u0023`);
