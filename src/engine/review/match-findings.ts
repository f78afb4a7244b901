import type { Finding } from '../../model/finding.ts';

/** Lines between two places that still can be one: a fix above them moves both. */
const NEAR_LINES = 5;
/** Share of words in common that makes one matter of two texts. */
const SAME_WORDS = 0.6;
/** The same, where both are about one place: reviewers word it anew each round. */
const SAME_WORDS_NEAR = 0.35;

type Said = Pick<Finding, 'fingerprint' | 'description' | 'file' | 'line'>;

/**
 * Whether two findings are one: the same name, or the same matter in other
 * words. Two that name different files never are.
 */
export function isSameFinding(a: Said, b: Said): boolean {
  if (a.fingerprint === b.fingerprint) return true;
  const files = [a.file, b.file].map((file) => file && pathOf(file));
  if (files[0] && files[1] && files[0] !== files[1]) return false;
  const isNear =
    !!files[0] &&
    files[0] === files[1] &&
    a.line !== null &&
    b.line !== null &&
    Math.abs(a.line - b.line) <= NEAR_LINES;
  const overlap = overlapOf(wordsOf(a.description), wordsOf(b.description));
  return overlap >= (isNear ? SAME_WORDS_NEAR : SAME_WORDS);
}

/** The first of some findings that is the same one. */
export const findSame = <Known extends Said>(
  finding: Said,
  known: readonly Known[],
): Known | undefined =>
  known.find(({ fingerprint }) => fingerprint === finding.fingerprint) ??
  known.find((other) => isSameFinding(finding, other));

/** `./src/a.ts`, `a/src/a.ts` as a diff writes it, and `src/a.ts` are one file. */
const pathOf = (file: string): string =>
  file
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/u, '')
    .replace(/^[ab]\//u, '');

/** Words that every finding has. */
const EMPTY_WORDS = new Set(
  'a an and are as at be but by can does for from has if in into is it its no not of on or so than that the then there this to was when where which will with without would'.split(
    ' ',
  ),
);

/** The words that carry the matter: without case, numbers, endings and small words. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text
    // `parseDate` and `parse_date` are the words of `parse date`.
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .match(/\p{L}+/gu);
  return new Set(
    (words ?? []).filter((word) => !EMPTY_WORDS.has(word)).map(stemOf),
  );
}

/** Rough on purpose: `checks`, `checked` and `checking` are one word. */
const stemOf = (word: string): string =>
  word.length <= 4
    ? word.replace(/(?<=\p{L}{3})s$/u, '')
    : word.replace(/(?:ing|ed|es|s|e)$/u, '');

/** Words in common as a share of the words of each (Dice): 1 where all are, 0 where none is. */
function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = a.size + b.size;
  if (all === 0) return 0;
  return (2 * [...a].filter((word) => b.has(word)).length) / all;
}
