import { cleanText, oneLine } from '../../view/terminal-text.ts';

/** What became of one thing that a unit has to pass. */
export type JunitOutcome =
  | { readonly type: 'passed' }
  /** `failed`: the work is wrong; `error`: nobody could tell. */
  | {
      readonly type: 'failed' | 'error';
      /** A word: the failure's class, or a severity. */
      readonly kind: string;
      readonly message: string;
      readonly text: string;
    }
  | { readonly type: 'skipped'; readonly why: string };

/** One test case of the report. */
export type JunitCase = {
  /** Stays the same over runs: CI services know a case again by it. */
  readonly name: string;
  readonly ms: number;
  readonly outcome: JunitOutcome;
  /** What there is to say although it passed. */
  readonly output?: string;
};

/** One unit, or the whole run. */
export type JunitSuite = {
  readonly name: string;
  /** Group of its cases, a word without blanks or dots. */
  readonly classname: string;
  /** ISO time. */
  readonly started_at: string;
  readonly cases: readonly JunitCase[];
  readonly properties: readonly (readonly [string, string])[];
};

export const PASSED: JunitOutcome = { type: 'passed' };

export const skipped = (why: string): JunitOutcome => ({
  type: 'skipped',
  why,
});

/** Longest text inside one case, in characters: the whole is in the attempt's log. */
const LONGEST_TEXT = 16_000;

/** Something that is wrong, with a first line and as much of the rest as a report holds. */
export function wrong(
  type: 'failed' | 'error',
  kind: string,
  text: string,
): JunitOutcome {
  const clean = cleanText(text).trim();
  const isLong = clean.length > LONGEST_TEXT;
  return {
    type,
    kind,
    message: oneLine(clean.split('\n', 1)[0] ?? '').slice(0, 500),
    text: isLong
      ? `${clean.slice(0, LONGEST_TEXT)}\n[cut: ${clean.length - LONGEST_TEXT} characters more]`
      : clean,
  };
}
