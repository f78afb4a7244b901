/** A checkbox at the start of an item's text. */
export type Box = {
  /** The character between the brackets. */
  readonly mark: string;
  /** 0-based offset of that character in the text. */
  readonly offset: number;
  /** `[ ]*`: the star that makes a task optional. */
  readonly star: boolean;
  /** What follows the box and its star. */
  readonly rest: string;
};

/**
 * Letters in brackets are labels (`[P]`, `[D]`), not boxes, except the marks
 * people type for a tick. The Cyrillic letter looks like its Latin twin.
 */
const MARK =
  /[ \t\u00A0xX\u0445\u0425vV~/!?><*+.\-\u2713\u2714\u2705\u2611\u2717\u2718\u274C]/u;

const BOX = new RegExp(`^(\`?)\\[(${MARK.source})\\](\`?)(\\\\?\\*)?`, 'u');

/** The box that an item's text starts with, bare or in backticks; null without one. */
export function readBox(text: string): Box | null {
  const match = BOX.exec(text);
  if (match === null) return null;
  const [whole, open = '', mark = '', close = '', star] = match;
  if (open !== close) return null;
  const rest = text.slice(whole.length);
  if (/^[([]/.test(rest) || (star === undefined && rest.startsWith(':')))
    return null;
  return { mark, offset: open.length + 1, star: star !== undefined, rest };
}

/** Looks like a box that somebody mistyped: `[]`, `[  ]`, `[x ]`. */
export const isBrokenBox = (text: string): boolean =>
  /^\[(?:[ \t]{0,4}[xX\-~]?[ \t]{0,4})\](?![([:])/.test(text) &&
  readBox(text) === null;
