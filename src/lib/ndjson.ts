/**
 * A line longer than this is skipped: no event of use is that long, and twenty
 * agents may be in the middle of one at once.
 */
const MAX_LINE_LENGTH = 1024 * 1024;

/** Turns chunks of text into lines, in bounded memory. */
export type LineSplitter = {
  /** Lines that are whole now. */
  push(text: string): readonly string[];
  /** The last line, where the text did not end in a line break. */
  end(): readonly string[];
  /** How many lines were too long and left out. */
  skipped(): number;
};

/**
 * Splits a stream into lines; what is longer than the limit is left out, so
 * that one endless line costs neither memory nor the lines after it.
 */
export const createLineSplitter = (
  maxLength: number = MAX_LINE_LENGTH,
): LineSplitter => {
  let parts: string[] = [];
  let length = 0;
  let skipped = 0;

  const add = (part: string): void => {
    length += part.length;
    if (length > maxLength) parts = [];
    else if (part !== '') parts.push(part);
  };
  const take = (): readonly string[] => {
    const isTooLong = length > maxLength;
    const line = parts.join('');
    parts = [];
    length = 0;
    if (!isTooLong) return [line.endsWith('\r') ? line.slice(0, -1) : line];
    skipped += 1;
    return [];
  };

  return {
    push: (text) => {
      const lines: string[] = [];
      let start = 0;
      for (
        let at = text.indexOf('\n');
        at !== -1;
        at = text.indexOf('\n', start)
      ) {
        add(text.slice(start, at));
        lines.push(...take());
        start = at + 1;
      }
      add(text.slice(start));
      return lines;
    },
    end: () => (length === 0 ? [] : take()),
    skipped: () => skipped,
  };
};

/** A JSON object as it comes from outside: every field still has to be looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (no array, not null). */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads one line of a JSON stream; torn, foreign and non-object lines are null. */
export const parseJsonObject = (line: string): JsonObject | null => {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : null;
  } catch {
    // A torn line is expected of a process that was killed while it wrote.
    return null;
  }
};
