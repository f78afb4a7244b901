import type { Draft, Section } from './draft.ts';
import type { Evidence } from './id-evidence.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import type { Block, ItemBlock } from './blocks.ts';
import type { Role } from './roles.ts';
import { topSection } from './sections.ts';

/** Where the walk over a text's blocks stands, and what it found so far. */
export type Walk = {
  readonly lines: Lines;
  readonly evidence: Evidence;
  readonly drafts: Draft[];
  readonly sections: Section[];
  readonly loose: Map<Section, number[]>;
  readonly ofItem: Map<ItemBlock, Draft>;
  /** Bullets without an indent, and the box they are details of. */
  readonly lost: Map<ItemBlock, Draft>;
  /** Per container, the block that stands last in it. */
  readonly last: Map<ItemBlock | null, Block>;
  readonly labels: Map<ItemBlock, Role>;
  section: Section;
};

/** A walk at the start of a text. */
export function startWalk(lines: Lines, evidence: Evidence): Walk {
  const top = topSection();
  return {
    lines,
    evidence,
    drafts: [],
    sections: [top],
    loose: new Map(),
    ofItem: new Map(),
    lost: new Map(),
    last: new Map(),
    labels: new Map(),
    section: top,
  };
}

/** What stands after an item's bullet. */
export const itemText = (lines: Lines, item: ItemBlock): string =>
  lineAt(lines, item.line)
    .slice(item.content - 1)
    .trimStart();
