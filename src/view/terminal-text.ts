import stringWidth from 'string-width';

/**
 * Sequences a terminal acts on, as ESC and as single C1 characters: CSI; OSC,
 * DCS, SOS, PM and APC with everything to their end (or the end of the line,
 * where none comes); then any other two-character escape.
 */
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

/** C0 but tab and line feed, DEL, C1. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Characters that reorder or hide text: bidi controls, zero-width blanks, tags. */
const DECEPTIVE =
  /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/**
 * Text of a spec or an agent with everything taken out that would make a
 * terminal do more than show it. Line breaks and tabs stay.
 */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(SEQUENCES, '')
    .replace(CONTROLS, '')
    .replace(DECEPTIVE, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');

/** The same as one line, blanks joined. */
export const oneLine = (text: string): string =>
  cleanText(text).replace(/\s+/g, ' ').trim();

/** Letters of which each takes one column: most of what is ever measured. */
const NARROW = /^[ -~]*/;

const narrowLength = (text: string): number =>
  NARROW.exec(text)?.[0].length ?? 0;

/** Columns a text takes; wide characters count two. */
export const textWidth = (text: string): number =>
  narrowLength(text) === text.length ? text.length : stringWidth(text);

/** No sign that people write takes as many UTF-16 units for one column; measuring a megabyte takes a second. */
const MOST_UNITS = 40;

/** A line cut to a number of columns, the cut shown by an ellipsis. */
export function cutText(text: string, columns: number): string {
  const start = text.slice(0, MOST_UNITS * Math.max(1, columns));
  if (start === text && textWidth(text) <= columns) return text;
  return `${takeColumns(start, Math.max(0, columns - 1))}…`.slice(
    columns < 1 ? 1 : 0,
  );
}

/** A line cut or filled with blanks to exactly a number of columns. */
export function padText(text: string, columns: number): string {
  const cut = cutText(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - textWidth(cut)));
}

/** A line broken at blanks into lines of at most a number of columns; longer words are broken too. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((w) => breakWord(w, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

function breakWord(word: string, columns: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  for (;;) {
    const start = rest.slice(0, MOST_UNITS * Math.max(1, columns));
    if (start === rest && textWidth(rest) <= columns) break;
    const part = takeColumns(start, columns) || takeCharacters(start, columns);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return [...parts, rest];
}

/** As many whole signs as fit, nothing of a sign that does not. */
function takeColumns(text: string, columns: number): string {
  // One more than fits, so that the last one has no mark above it.
  if (narrowLength(text.slice(0, columns + 1)) > columns)
    return text.slice(0, columns);
  let taken = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += textWidth(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

/** A sign with many marks can be wider than a line: then its characters, one at least. */
function takeCharacters(text: string, columns: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && textWidth(taken + character) > columns) break;
    taken += character;
  }
  return taken;
}
