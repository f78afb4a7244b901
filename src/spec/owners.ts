import type { Draft } from './draft.ts';
import { lineAt } from './lines.ts';
import type { ItemBlock, LeafBlock } from './blocks.ts';
import { joinTitle } from './title.ts';
import type { Walk } from './walk.ts';

/** The innermost box around a container. */
export function ownerOf(walk: Walk, from: ItemBlock | null): Draft | null {
  for (let item = from; item !== null; item = item.item) {
    const draft = walk.ofItem.get(item);
    if (draft !== undefined) return draft;
  }
  return null;
}

/** An unindented bullet right after a box's item is a detail that lost its indent. */
export function siblingOf(walk: Walk, item: ItemBlock): Draft | null {
  if (item.item !== null || item.quoted) return null;
  const before = walk.last.get(null);
  if (before?.kind !== 'item') return null;
  return walk.ofItem.get(before) ?? walk.lost.get(before) ?? null;
}

/** Gives a block's lines to the box they belong to, or to the section. */
export function give(walk: Walk, block: LeafBlock): void {
  const owner = ownerOf(walk, block.item);
  let from = block.line;
  if (owner !== null && block.kind === 'text' && owner.line === block.line) {
    const { title, head, end } = joinTitle(walk.lines, owner, block.end);
    owner.title = title;
    owner.head = head;
    from = end + 1;
  }
  const numbers: number[] = [];
  for (let line = from; line <= block.end; line += 1)
    if (lineAt(walk.lines, line).trim() !== '') numbers.push(line);
  giveLines(walk, owner ?? lostDetail(walk, block), numbers);
}

/** Details that lost their indent: below such a bullet, or a field right after a task's list. */
function lostDetail(walk: Walk, block: LeafBlock): Draft | null {
  for (let item = block.item; item !== null; item = item.item) {
    const draft = walk.lost.get(item);
    if (draft !== undefined) return draft;
  }
  if (block.kind !== 'text' || block.item !== null || block.quoted) return null;
  if (walk.last.get(null)?.kind !== 'item') return null;
  const draft = walk.drafts.at(-1);
  if (draft?.from !== 'box' || draft.section !== walk.section) return null;
  const isField = /^\s*_[^_]+[:：].*_\s*$/u;
  return isField.test(lineAt(walk.lines, block.line)) ? draft : null;
}

function giveLines(walk: Walk, owner: Draft | null, numbers: number[]): void {
  if (owner !== null) {
    for (const line of numbers) if (line !== owner.line) owner.own.push(line);
    return;
  }
  const loose = walk.loose.get(walk.section) ?? [];
  if (loose.length === 0) walk.loose.set(walk.section, loose);
  for (const line of numbers) loose.push(line);
}
