import { readBox } from './box.ts';
import type { Draft, Section } from './draft.ts';
import { excludedBySection, exclusionOf } from './exclusion.ts';
import { readHead } from './head.ts';
import type { Head } from './head.ts';
import { evidenceOf, trustedId } from './id-evidence.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import { readMeta } from './metadata.ts';
import type { Block, ItemBlock, LeafBlock } from './blocks.ts';
import { give, ownerOf, siblingOf } from './owners.ts';
import { labelRole } from './roles.ts';
import type { Role } from './roles.ts';
import { openSection } from './sections.ts';
import { itemText, startWalk } from './walk.ts';
import type { Walk } from './walk.ts';

/** A text taken apart: candidates for tasks, and which lines belong to whom. */
export type Drafts = {
  readonly drafts: readonly Draft[];
  readonly sections: readonly Section[];
  /** Lines of a section that belong to no box. */
  readonly loose: ReadonlyMap<Section, readonly number[]>;
  /** Whether a line states a field that only tasks have. */
  readonly isField: (line: number) => boolean;
};

/** Finds the boxes and headings that may be tasks, and gives every other line to one of them. */
export function draftsOf(lines: Lines, blocks: readonly Block[]): Drafts {
  const walk = startWalk(lines, evidenceOf(headsOf(lines, blocks)));
  for (const block of blocks) {
    if (block.kind === 'item') readItem(walk, block);
    else if (block.kind === 'heading' && isSectionStart(block))
      readHeading(walk, block);
    else give(walk, block);
    walk.last.set(block.item, block);
  }
  return { ...walk, isField: (line) => isTaskField(lineAt(lines, line)) };
}

function isTaskField(line: string): boolean {
  const key = readMeta(line)?.key;
  return key === 'requirements' || key === 'depends' || key === 'files';
}

/** A heading inside a list item is part of the item. */
const isSectionStart = (block: LeafBlock): boolean =>
  block.item === null && !block.quoted;

function headsOf(lines: Lines, blocks: readonly Block[]): Head[] {
  const heads: Head[] = [];
  for (const block of blocks) {
    if (block.kind === 'item') {
      const box = readBox(itemText(lines, block));
      if (box !== null) heads.push(readHead(box.rest));
    } else if (block.kind === 'heading') {
      const words = lineAt(lines, block.line).replace(/^[\s#>]+/, '');
      heads.push(readHead(words));
    }
  }
  return heads;
}

function readHeading(walk: Walk, block: LeafBlock): void {
  walk.section = openSection(walk.lines, block, walk.section);
  walk.sections.push(walk.section);
  walk.last.clear();
  const { head, words } = walk.section;
  const boxed = /^(?:[-*+]\s+)?(?=`?\[)/.exec(words);
  const box = boxed === null ? null : readBox(words.slice(boxed[0].length));
  const inner = box === null ? head : readHead(box.rest);
  const id = trustedId(walk.evidence, inner, box === null);
  if (id === null && box === null) return;
  walk.drafts.push({
    line: block.line,
    column: lineAt(walk.lines, block.line).search(/[^#\s]/) + 1,
    from: box === null ? 'heading' : 'box',
    section: walk.section,
    item: null,
    box,
    head: inner,
    id,
    title: id === null ? (box?.rest.trim() ?? words) : inner.title,
    nest: null,
    excluded: excludedBySection(walk.section.outer, id),
    own: [],
  });
}

function readItem(walk: Walk, item: ItemBlock): void {
  const text = itemText(walk.lines, item);
  const role = labelOf(walk, item);
  walk.labels.set(item, role);
  const box = readBox(text);
  if (box === null) {
    const lost = siblingOf(walk, item);
    if (lost !== null) walk.lost.set(item, lost);
    return;
  }
  const head = readHead(box.rest);
  const id = trustedId(walk.evidence, head, false) ?? listNumber(item);
  const nest = ownerOf(walk, item.item);
  const draft: Draft = {
    line: item.line,
    column: item.content + (text === '' ? 0 : box.offset),
    from: 'box',
    section: walk.section,
    item,
    box,
    head,
    id,
    title: untouched(head, id),
    nest,
    excluded: exclusionOf(walk.section, { item, box, id, role, nest }),
    own: [],
  };
  walk.drafts.push(draft);
  walk.ofItem.set(item, draft);
}

/** A title whose number was no id keeps the number. */
function untouched(head: Head, id: string | null): string {
  if (head.id === null) return head.title;
  if (id === head.id.id) return head.title;
  return `${head.id.id}${head.id.rest}`.trim();
}

/** `3. [ ] title`: the list's number is the id. */
function listNumber(item: ItemBlock): string | null {
  const ordered = /^(\d+)[.)]$/.exec(item.marker)?.[1];
  return ordered !== undefined && item.item === null ? ordered : null;
}

/** The role of the label before a box's list, or of the item it hangs on. */
function labelOf(walk: Walk, item: ItemBlock): Role {
  const before = walk.last.get(item.item);
  if (before?.kind === 'item') {
    const role = walk.labels.get(before);
    if (role !== undefined && before.item === item.item) return role;
  }
  if (before?.kind === 'text') {
    const first = item.item !== null && before.line === item.item.line;
    if (!first || before.end > before.line)
      return labelRole(lineAt(walk.lines, before.end));
  }
  if (item.item === null || walk.ofItem.has(item.item)) return 'work';
  const own = labelRole(itemText(walk.lines, item.item));
  return own === 'work' ? (walk.labels.get(item.item) ?? 'work') : own;
}
