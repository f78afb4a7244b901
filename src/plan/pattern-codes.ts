/** Characters that mean something in a pattern, as code points. */
export const CODES = {
  slash: 47,
  star: 42,
  comma: 44,
  open: 123,
  close: 125,
  bracket: 91,
  backslash: 92,
  question: 63,
  bang: 33,
  caret: 94,
  dash: 45,
  closing: 93,
} as const;

/** Text as code points: a character beyond 16 bits is one. */
export const toCodes = (text: string): number[] =>
  Array.from(text, (char) => char.codePointAt(0) ?? 0);
