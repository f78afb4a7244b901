import { err, ok, type Result } from './result.ts';

/** A whole number from 1 on, as a person writes it: `4`, `1_000_000`. */
export function parseCount(text: string): Result<number, string> {
  const digits = text.replaceAll('_', '');
  return /^[1-9]\d{0,14}$/.test(digits)
    ? ok(Number(digits))
    : err('It takes a whole number from 1.');
}

/** A number above 0, with decimals or without: `20`, `2.50`. */
export function parsePositive(text: string): Result<number, string> {
  return /^\d{1,9}(\.\d{1,6})?$/.test(text) && Number(text) > 0
    ? ok(Number(text))
    : err('It takes a number above 0, such as 2.50.');
}
