import { append } from './append.ts';
import type { Section } from './draft.ts';
import type { Drafts } from './drafts.ts';
import type { Item, Items } from './items.ts';

/** The lines that belong to each item itself, in file order, its children's not among them. */
export function ownLines(
  drafts: Drafts,
  items: Items,
): ReadonlyMap<Item, readonly number[]> {
  const own = new Map<Item, number[]>();
  for (const item of items.items) own.set(item, [...item.draft.own]);
  const owners = sectionOwners(drafts, items);
  for (const section of drafts.sections) {
    const owner = owners.get(section);
    const lines = owner === undefined ? undefined : own.get(owner);
    if (owner === undefined || lines === undefined) continue;
    const start = section.heading?.line;
    if (start !== undefined && owner.draft.line !== start) lines.push(start);
    append(lines, drafts.loose.get(section) ?? []);
  }
  for (const draft of drafts.drafts) {
    const owner = items.repeats.get(draft);
    if (owner !== undefined) append(own.get(owner) ?? [], draft.own);
  }
  for (const lines of own.values()) lines.sort((a, b) => a - b);
  return own;
}

/** Whose a section's loose lines are: its heading's, or that of the task heading around it. */
function sectionOwners(drafts: Drafts, items: Items): Map<Section, Item> {
  const headed = new Map<Section, Item>();
  for (const item of items.items)
    if (item.draft.item === null) headed.set(item.draft.section, item);
  for (const [draft, item] of items.repeats) headed.set(draft.section, item);
  const owners = new Map<Section, Item>();
  for (const section of drafts.sections) {
    const own = headed.get(section);
    const outer =
      section.outer === null ? undefined : owners.get(section.outer);
    const owner = own ?? (isPartOf(section) ? outer : undefined);
    if (owner !== undefined) owners.set(section, owner);
  }
  return owners;
}

/** A sub-heading with an id of its own that is no item starts something else. */
const isPartOf = (section: Section): boolean => section.depth > 1;
