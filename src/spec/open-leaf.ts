import type { Lines } from './lines.ts';
import type { Block } from './blocks.ts';

/** How an open leaf ends; null where a blank line or less indent does it. */
export function closerOf(
  leaf: Block,
  lines: Lines,
): ((line: string) => boolean) | null {
  if (leaf.kind === 'item' || leaf.quoted) return null;
  if (leaf.kind === 'html') {
    const opening = lines.at[leaf.line - 1] ?? '';
    return opening.includes('<!--') ? (line) => line.includes('-->') : null;
  }
  if (leaf.fence === null) return null;
  const mark = leaf.fence.startsWith('~') ? '~' : '`';
  const inside = (leaf.item?.content ?? 1) - 1;
  const close = new RegExp(`^ {0,3}${mark}{${leaf.fence.length},}[ \\t]*$`);
  return (line) => close.test(line.slice(inside));
}
