/**
 * A box where a line's text begins: after bullets, numbers and quotes, or after
 * the word of a status line. What stands further on in brackets is text.
 */
const BOX =
  /^(\uFEFF?[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*(?:(?:\*\*)?[\p{L} ]{2,20}(?:\*\*)?[:：](?:\*\*)?[ \t]*)?`?)\[[ xX~-]\]/gmu;

/** A task list with every box open: two that differ in their marks alone are the same list. */
export const withoutMarks = (text: string): string =>
  text.replace(BOX, '$1[ ]');
