import type { Nodes, Parents, Root } from 'mdast';

import type { Block, ItemBlock } from './blocks.ts';
import type { Lines } from './lines.ts';
import { parseMarkdown } from './markdown.ts';
import { closerOf } from './open-leaf.ts';
import { skeletonOf } from './skeleton.ts';
import type { Skeleton } from './skeleton.ts';

/** Most lines per parse: the tree's cost grows faster than the length of what it is given. */
const CHUNK = 160;

type Cursor = {
  readonly lines: Lines;
  readonly skeleton: Skeleton;
  readonly blocks: Block[];
  readonly trees: Map<string, Root>;
  /** Items still open where the next chunk starts, outermost first. */
  open: ItemBlock[];
};

/** The block structure of a text as a flat list: remark's tree, made chunk by chunk. */
export function outlineOf(lines: Lines, from = 1): readonly Block[] {
  const skeleton = skeletonOf(lines, from);
  const cursor: Cursor = {
    lines,
    skeleton,
    blocks: [],
    trees: new Map(),
    open: [],
  };
  let at = 0;
  while (at < skeleton.lines.length) at = readChunk(cursor, at);
  return cursor.blocks;
}

/** Reads one chunk and returns the index after it. */
function readChunk(cursor: Cursor, at: number): number {
  const { skeleton } = cursor;
  const end = chunkEnd(skeleton.lines, at);
  const stubs = stubsFor(cursor, skeleton.lines[at] ?? '');
  const text = [...stubs.lines, ...skeleton.lines.slice(at, end)].join('\n');
  const first = cursor.blocks.length;
  collect(cursor, treeOf(cursor, text), { at, stubs: stubs.items });
  cursor.open = openAt(cursor, first, stubs.items);
  const last = cursor.blocks.at(-1);
  if (end >= skeleton.lines.length || last === undefined) return end;
  return skipOpenLeaf(cursor, last, end);
}

/** A chunk is one unindented block with all it holds: nothing is open before the next. */
function chunkEnd(lines: readonly string[], at: number): number {
  const most = Math.min(lines.length, at + CHUNK);
  for (let end = at + 1; end < most; end += 1)
    if (/^(?:[-*+] +[^ ]|#{1,6} )/.test(lines[end] ?? '')) return end;
  return most;
}

/** Specs repeat few shapes, prose aside: each is parsed once. */
function treeOf(cursor: Cursor, text: string): Root {
  const known = cursor.trees.get(text);
  if (known !== undefined) return known;
  const tree = parseMarkdown(text);
  cursor.trees.set(text, tree);
  return tree;
}

/**
 * Where a chunk starts inside a list, the items around it are said again as
 * empty ones: a heading, because prose could go on in the next line.
 */
function stubsFor(
  cursor: Cursor,
  next: string,
): { lines: string[]; items: ItemBlock[] } {
  const items = /^\S/.test(next) ? [] : cursor.open;
  const lines = items.map((item) => {
    const indent = ' '.repeat(item.column - 1);
    const pad = item.content - item.column - item.marker.length;
    return `${indent}${item.marker}${' '.repeat(Math.max(1, pad))}#`;
  });
  return { lines, items };
}

type Chunk = { readonly at: number; readonly stubs: readonly ItemBlock[] };

/** Walks a chunk's tree without recursion: nesting is as deep as the text says. */
function collect(cursor: Cursor, root: Parents, chunk: Chunk): void {
  type Step = { node: Nodes; item: ItemBlock | null; quoted: boolean };
  const stack: Step[] = [{ node: root, item: null, quoted: false }];
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { node, quoted } = step;
    const block = blockOf(cursor, step, chunk);
    if (block !== null && !chunk.stubs.includes(block as ItemBlock))
      cursor.blocks.push(block);
    if (!('children' in node) || node.type === 'paragraph') continue;
    if (node.type === 'heading') continue;
    const item = block?.kind === 'item' ? block : step.item;
    const inside = quoted || node.type === 'blockquote';
    for (let i = node.children.length - 1; i >= 0; i -= 1) {
      const child = node.children[i];
      if (child !== undefined)
        stack.push({ node: child, item, quoted: inside });
    }
  }
}

/** The block a node stands for; null for the containers in between and for stubs' headings. */
function blockOf(
  cursor: Cursor,
  step: { node: Nodes; item: ItemBlock | null; quoted: boolean },
  chunk: Chunk,
): Block | null {
  const { node, item, quoted } = step;
  const kind = KINDS[node.type];
  const start = node.position?.start;
  if (kind === undefined || start === undefined) return null;
  const index = start.line - 1 - chunk.stubs.length;
  const own = chunk.at + index;
  if (kind === 'item') {
    if (index < 0) return chunk.stubs[start.line - 1] ?? null;
    const line = cursor.skeleton.source[own] ?? 1;
    return itemAt(cursor.lines, { line, column: start.column, item, quoted });
  }
  if (index < 0) return null;
  const ends = (node.position?.end.line ?? start.line) - start.line + own;
  return {
    kind,
    line: cursor.skeleton.source[own] ?? 1,
    end: lastLineOf(cursor, ends),
    depth: node.type === 'heading' ? node.depth : 0,
    fence: fenceAt(cursor.skeleton.lines[own] ?? '', start.column),
    item,
    quoted,
  };
}

/** Indented code starts with its blanks, a fence with its marks. */
const fenceAt = (line: string, column: number): string | null =>
  /^(?:`{3,}|~{3,})/.exec(line.slice(column - 1))?.[0] ?? null;

const KINDS: Partial<Record<Nodes['type'], Block['kind']>> = {
  listItem: 'item',
  heading: 'heading',
  paragraph: 'text',
  code: 'code',
  html: 'html',
};

function itemAt(
  lines: Lines,
  place: Omit<ItemBlock, 'kind' | 'marker' | 'content'>,
): ItemBlock {
  const text = (lines.at[place.line - 1] ?? '').slice(place.column - 1);
  const [, marker = '-', blank = ' '] =
    /^([*+-]|\d{1,9}[.)])([ \t]*)/.exec(text) ?? [];
  const empty = text.length === marker.length + blank.length;
  const pad = empty || blank.length > 4 || blank === '' ? 1 : blank.length;
  const content = place.column + marker.length + pad;
  return { kind: 'item', marker, content, ...place };
}

/** The last source line of a skeleton line: equal lines after it were left out. */
function lastLineOf(cursor: Cursor, index: number): number {
  const { source } = cursor.skeleton;
  const next = source[index + 1];
  return next === undefined ? cursor.lines.at.length : next - 1;
}

/** The chain of items around the chunk's last block. */
function openAt(
  cursor: Cursor,
  first: number,
  stubs: readonly ItemBlock[],
): ItemBlock[] {
  const last = cursor.blocks.length > first ? cursor.blocks.at(-1) : undefined;
  if (last === undefined) return [...stubs];
  if (last.quoted) return [];
  const open: ItemBlock[] = last.kind === 'item' ? [last] : [];
  for (let item = last.item; item !== null; item = item.item)
    open.unshift(item);
  return open;
}

/**
 * A fence or a comment cut in two goes on to its own end: where it is closed,
 * or where the item it stands in ends.
 */
function skipOpenLeaf(cursor: Cursor, last: Block, end: number): number {
  if (last.kind === 'item') return end;
  const { skeleton, lines } = cursor;
  const reaches = skeleton.source[end] ?? lines.at.length + 1;
  const closes = closerOf(last, lines);
  if (closes === null || last.end < reaches - 1) return end;
  const lastLine = lines.at[last.end - 1] ?? '';
  if ((last.end > last.line || last.kind === 'html') && closes(lastLine))
    return end;
  const inside = (last.item?.content ?? 1) - 1;
  let at = end;
  for (; at < skeleton.lines.length; at += 1) {
    const line = skeleton.lines[at] ?? '';
    if (line !== '' && line.slice(0, inside).trim() !== '') break;
    if (!closes(line)) continue;
    at += 1;
    break;
  }
  const leaf = { ...last, end: lastLineOf(cursor, at - 1) };
  cursor.blocks[cursor.blocks.length - 1] = leaf;
  return at;
}
