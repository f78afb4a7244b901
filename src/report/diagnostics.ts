import type { Diagnostic } from '../model/diagnostic.ts';

const MAX_WIDTH = 120;
const TAB = 2;

/** Zero-width, and wide enough for two columns. */
const COMBINING =
  /\p{M}|[\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFE00-\uFE0F\uFEFF]/u;
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;

/**
 * Prints diagnostics for people: where, what, and the source line with a mark
 * under the column. Source text comes from files nobody checked, so nothing in
 * it reaches the terminal as a control character.
 */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Readonly<Record<string, string>>,
): string {
  const lines = new Map(
    Object.entries(sources).map(([file, text]) => [
      file,
      text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/),
    ]),
  );
  return diagnostics
    .map((diagnostic) => printOne(diagnostic, lines))
    .join('\n');
}

function printOne(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, readonly string[]>,
): string {
  const { file, line, column, severity, code, message } = diagnostic;
  const place = [file, line, line === null ? null : column]
    .filter((part) => part !== null)
    .join(':');
  const head = `${place === '' ? '' : `${visible(place)}: `}${severity}: ${visible(message)} (${code})\n`;
  const source =
    line === null ? undefined : sources.get(file ?? '')?.[line - 1];
  if (source === undefined || line === null) return head;
  const number = String(line);
  const shown = cut(source, column);
  const gutter = ' '.repeat(number.length);
  const mark =
    shown.column === null ? '' : `  ${gutter} | ${' '.repeat(shown.column)}^\n`;
  return `${head}  ${number} | ${shown.text}\n${mark}`;
}

/** The part of a source line around its column, and where the mark goes below it. */
function cut(
  source: string,
  column: number | null,
): { text: string; column: number | null } {
  const at = column === null ? 0 : Math.min(column - 1, source.length);
  const from = Math.max(0, at - MAX_WIDTH / 2);
  const lead = from > 0 ? '…' : '';
  const part = source.slice(from, from + MAX_WIDTH);
  const tail = from + MAX_WIDTH < source.length ? '…' : '';
  const before = visible(source.slice(from, at));
  return {
    text: `${lead}${visible(part)}${tail}`,
    column: column === null ? null : widthOf(lead + before),
  };
}

/** Text with tabs as blanks and control characters as signs one can see. */
function visible(text: string): string {
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '\t') out += ' '.repeat(TAB);
    else if (code < 0x20) out += String.fromCodePoint(0x2400 + code);
    else if (code === 0x7f) out += '\u2421';
    else if (code >= 0x80 && code < 0xa0) out += '\uFFFD';
    else if (/[\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]/u.test(char))
      out += '\uFFFD';
    else if (code >= 0xd800 && code <= 0xdfff) out += '\uFFFD';
    else out += char;
  }
  return out;
}

/** Columns a text takes on a terminal. */
function widthOf(text: string): number {
  let width = 0;
  for (const char of text)
    width += COMBINING.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}
