import { oneLine } from './terminal-text.ts';

/** A word as a POSIX shell takes it back unchanged, for commands that people paste. */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${oneLine(word).replaceAll("'", String.raw`'\''`)}'`;
}
