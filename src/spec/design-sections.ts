import { frontMatterLength, lineAt, splitLines } from './lines.ts';
import { outlineOf } from './outline.ts';

const MAX_LENGTH = 12_000;

/**
 * The sections of design.md that name any of the given components, paths or
 * requirement ids, each under its heading: what a prompt quotes instead of the
 * whole document.
 */
export function designExcerpt(
  design: string,
  words: readonly string[],
): string {
  const wanted = words
    .map((word) => word.trim())
    .filter((word) => word.length > 1);
  if (wanted.length === 0) return '';
  const patterns = wanted.map(wholeWord);
  const picked: string[] = [];
  let length = 0;
  for (const section of sectionsOf(design)) {
    if (!patterns.some((pattern) => pattern.test(section))) continue;
    length += section.length;
    if (length > MAX_LENGTH) break;
    picked.push(section);
  }
  return picked.join('\n\n');
}

/** `1.1` does not name `1.10`, `app.ts` does not name `my-app.tsx`. */
function wholeWord(word: string): RegExp {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `(?<![\\p{L}\\p{N}_.-])${escaped}(?![\\p{L}\\p{N}_-]|\\.\\d)`,
    'u',
  );
}

/** The text under each heading, up to the next heading of any depth. */
function sectionsOf(design: string): string[] {
  const lines = splitLines(design);
  const starts = outlineOf(lines, frontMatterLength(lines) + 1)
    .filter((block) => block.kind === 'heading' && block.item === null)
    .map((block) => block.line);
  return starts.map((start, i) => {
    const end = (starts[i + 1] ?? lines.at.length + 1) - 1;
    const text: string[] = [];
    for (let line = start; line <= end; line += 1)
      text.push(lineAt(lines, line));
    return text.join('\n').trim();
  });
}
