import type { Draft, Section } from './draft.ts';
import type { Drafts } from './drafts.ts';
import { parentIdOf } from './ids.ts';
import { outwards } from './sections.ts';

/** A draft that turned out to be an item of the spec, tied to its parent. */
export type Item = {
  readonly draft: Draft;
  readonly kind: 'task' | 'heading' | 'step';
  parent: Item | null;
  readonly children: Item[];
};

/** The items of a text, and the boxes that are none, each with the reason. */
export type Items = {
  readonly items: readonly Item[];
  readonly dropped: readonly {
    readonly draft: Draft;
    readonly reason: string;
  }[];
  /** A heading's state box or line: the draft that holds it. */
  readonly stateBoxes: ReadonlyMap<Draft, Draft>;
  /** Later headings that repeat a box: their lines add to it. */
  readonly repeats: ReadonlyMap<Draft, Item>;
};

type Sorting = {
  readonly found: Item[];
  readonly dropped: { draft: Draft; reason: string }[];
  readonly stateBoxes: Map<Draft, Draft>;
  readonly repeats: Map<Draft, Item>;
  /** The latest box or heading with an id. */
  readonly byId: Map<string, Item>;
  readonly ofDraft: Map<Draft, Item>;
  readonly ofSection: Map<Section, Item>;
};

/** Decides which drafts are items and whose children they are. */
export function itemsOf(drafts: Drafts): Items {
  const sorting: Sorting = {
    found: [],
    dropped: [],
    stateBoxes: new Map(),
    repeats: new Map(),
    byId: new Map(),
    ofDraft: new Map(),
    ofSection: new Map(),
  };
  const title = documentTitle(drafts);
  for (const draft of drafts.drafts) {
    if (draft.section === title && draft.from === 'heading') continue;
    sort(sorting, draft);
  }
  const kept = new Set(keptItems(sorting, drafts));
  const items = sorting.found.filter((item) => kept.has(item));
  for (const item of items) {
    while (item.parent !== null && !kept.has(item.parent))
      item.parent = item.parent.parent;
    item.parent?.children.push(item);
  }
  return { ...sorting, items };
}

/** The only heading of its depth at the top is the document's name, whatever number it carries. */
function documentTitle(drafts: Drafts): Section | null {
  const headed = drafts.sections.filter((section) => section.heading !== null);
  const first = headed[0];
  if (first === undefined) return null;
  const outer = headed.reduce(
    (depth, section) => Math.min(depth, section.depth),
    6,
  );
  const alone =
    headed.filter((section) => section.depth === outer).length === 1;
  return first.depth === outer && alone && headed.length > 1 ? first : null;
}

function sort(sorting: Sorting, draft: Draft): void {
  if (draft.excluded !== null) {
    if (draft.from === 'box')
      sorting.dropped.push({ draft, reason: draft.excluded });
    return;
  }
  const repeated = repeatOf(sorting, draft);
  if (repeated !== null) {
    sorting.repeats.set(draft, repeated);
    if (draft.from === 'box')
      sorting.dropped.push({
        draft,
        reason: `repeats the task of line ${repeated.draft.line}`,
      });
    sorting.ofSection.set(draft.section, repeated);
    return;
  }
  const heading = headingAround(sorting, draft);
  const stated = tracked(sorting, draft) ?? heading;
  if (stated !== null && (stated !== heading || isStateBox(draft, stated))) {
    sorting.stateBoxes.set(stated.draft, draft);
    return;
  }
  const parent = parentOf(sorting, draft, heading);
  const kind =
    draft.from === 'heading'
      ? 'heading'
      : draft.id === null && parent !== null
        ? 'step'
        : 'task';
  add(sorting, { draft, kind, parent, children: [] });
}

function add(sorting: Sorting, item: Item): void {
  const { draft } = item;
  sorting.found.push(item);
  sorting.ofDraft.set(draft, item);
  if (draft.id !== null) sorting.byId.set(draft.id, item);
  if (draft.item === null) sorting.ofSection.set(draft.section, item);
}

/** A heading with the id of a box that came before is that task's details, not another task. */
function repeatOf(sorting: Sorting, draft: Draft): Item | null {
  if (draft.item !== null || draft.id === null) return null;
  const known = sorting.byId.get(draft.id);
  if (known === undefined || known.draft.from !== 'box') return null;
  if (known.draft.item === null) return null;
  return sameWords(known.draft.title, draft.title) ? known : null;
}

/** A box that says the id and the words of a task's heading again tracks that task. */
function tracked(sorting: Sorting, draft: Draft): Item | null {
  if (draft.item === null || draft.id === null) return null;
  const known = sorting.byId.get(draft.id);
  if (known?.kind !== 'heading' || known.draft.head.id?.named !== true)
    return null;
  const [long, short] = [words(known.draft.title), words(draft.title)];
  return short !== '' && (long.startsWith(short) || short.startsWith(long))
    ? known
    : null;
}

const sameWords = (a: string, b: string): boolean => words(a) === words(b);
const words = (text: string): string =>
  text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The innermost heading with an id around a draft. */
function headingAround(sorting: Sorting, draft: Draft): Item | null {
  const from = draft.item === null ? draft.section.outer : draft.section;
  if (from === null) return null;
  for (const section of outwards(from)) {
    const item = sorting.ofSection.get(section);
    if (item !== undefined) return item;
  }
  return null;
}

/** `- [x] **Completed**` as the first thing below a heading. */
function isStateBox(draft: Draft, heading: Item): boolean {
  return (
    draft.id === null &&
    draft.nest === null &&
    heading.kind === 'heading' &&
    heading.children.length === 0 &&
    /^(?:\*\*|__)?(?:status[:：]?\s*)?(?:completed?|done|finished|complete|完了|完成|已完成|concluíd[ao]|completad[ao]|выполнено|готово)(?:[:：].*)?(?:\*\*|__)?$/iu.test(
      draft.box?.rest.trim() ?? '',
    )
  );
}

function parentOf(
  sorting: Sorting,
  draft: Draft,
  heading: Item | null,
): Item | null {
  const byNumber = numberedParent(sorting, draft, heading);
  if (byNumber !== null) return byNumber;
  if (draft.nest !== null) return sorting.ofDraft.get(draft.nest) ?? null;
  if (heading === null || draft.from === 'heading') return null;
  const owns = heading.draft.head.id?.named === true || draft.id === null;
  return owns ? heading : null;
}

/** The item whose number is one level up, if one stands before. */
function numberedParent(
  sorting: Sorting,
  draft: Draft,
  heading: Item | null,
): Item | null {
  const id = draft.id === null ? null : parentIdOf(draft.id);
  const parent = id === null ? undefined : sorting.byId.get(id);
  if (parent === undefined) return null;
  if (parent.kind !== 'heading' || heading === null) return parent;
  const elsewhere =
    heading !== parent &&
    heading.draft.head.id?.named === true &&
    draft.from === 'box' &&
    heading.draft.id !== id;
  return elsewhere ? null : parent;
}

/**
 * Boxes stay. A heading stays where it is spelled as a task or owns items;
 * a numbered heading that owns nothing is a chapter.
 */
function keptItems(sorting: Sorting, drafts: Drafts): Item[] {
  const owners = new Set<Item>();
  const kept: Item[] = [];
  for (let i = sorting.found.length - 1; i >= 0; i -= 1) {
    const item = sorting.found[i];
    if (item === undefined) continue;
    const stays =
      item.kind !== 'heading' ||
      owners.has(item) ||
      isTaskHeading(item, drafts, sorting);
    if (!stays) continue;
    kept.push(item);
    if (item.parent !== null) owners.add(item.parent);
  }
  return kept;
}

function isTaskHeading(item: Item, drafts: Drafts, sorting: Sorting): boolean {
  const id = item.draft.head.id;
  if (id === null) return false;
  if (sorting.stateBoxes.has(item.draft)) return true;
  if (id.named && id.trust === 'sure') return true;
  if (item.draft.head.checked && id.named) return true;
  return hasTaskFields(item, drafts);
}

/** A numbered heading with a task's own fields below it. */
function hasTaskFields(item: Item, drafts: Drafts): boolean {
  const loose = drafts.loose.get(item.draft.section) ?? [];
  return loose.some((line) => drafts.isField(line));
}
