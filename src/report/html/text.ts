import { count, formatDuration } from '../../view/format.ts';
import { cutText, oneLine } from '../../view/terminal-text.ts';

/** Longest title or message that stands on one line, in columns. */
const LINE_COLUMNS = 160;

/** Text of any length as one short line; the cut is shown by an ellipsis. */
export const shortLine = (text: string, columns = LINE_COLUMNS): string =>
  // Cut before it is measured: measuring a megabyte takes a while.
  cutText(oneLine(text.slice(0, columns * 8)), columns);

/** The first of many, and a sentence for those that are left out. */
export function firstOf<T>(
  items: readonly T[],
  most: number,
  noun: string,
): { readonly shown: readonly T[]; readonly note: string | null } {
  const left = items.length - most;
  return left <= 0
    ? { shown: items, note: null }
    : {
        shown: items.slice(0, most),
        note: `${count(left, noun)} more ${left === 1 ? 'is' : 'are'} not shown here.`,
      };
}

/** A long text, cut at its end; `cut` counts the characters that are missing. */
export const cutBlock = (
  text: string,
  most: number,
): { readonly text: string; readonly cut: number } => ({
  // A cut through a surrogate pair would leave half a character.
  text: text.slice(0, most).replace(/[\ud800-\udbff]$/, ''),
  cut: Math.max(0, text.length - most),
});

/** A length of time; short ones with a tenth, so that none reads as nothing. */
export const tookText = (ms: number): string =>
  ms < 9_950 ? `${(ms / 1000).toFixed(1)}s` : formatDuration(ms);
