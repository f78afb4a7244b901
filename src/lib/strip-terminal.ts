/** Operating system commands, and the other strings that end in ST or BEL. */
const STRINGS =
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)/g;
/** CSI sequences: colours, cursor movement, erasing. */
const SEQUENCES = /(?:\x1b\[|\x9b)[0-?]*[ -/]*(?:[@-~]|$)/g;
/** All other escapes, of two or three characters. */
const ESCAPES = /\x1b(?:[ -/]*[0-~]|$)?/g;
/** What is left of C0 and C1, but for tab and line feed. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Characters that reorder or hide what stands beside them. */
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Removes everything a terminal would act on, so that text from an agent or a
 * spec can be shown without moving the cursor, changing colours or titles.
 */
export const stripTerminal = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(STRINGS, '')
    .replace(SEQUENCES, '')
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(DIRECTIONS, '');

/** One line of at most `maxLength` UTF-16 units, safe to show. */
export const oneLine = (text: string, maxLength: number): string => {
  const line = stripTerminal(text.slice(0, maxLength * 8))
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= maxLength) return line;
  // A cut through a surrogate pair would leave half a character.
  const cut = line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut}…`;
};
