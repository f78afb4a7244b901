import { err, ok, type Result } from '../lib/result.ts';

/** Any text but none: an empty value is a shell variable that was not set. */
export const text = (value: string): Result<string, string> =>
  value.trim() === '' ? err('It is empty.') : ok(value);

/** One of the given words. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]) =>
  (value: string): Result<Word, string> => {
    const word = words.find((each) => each === value);
    return word === undefined
      ? err(`It is one of ${words.join(', ')}.`)
      : ok(word);
  };
