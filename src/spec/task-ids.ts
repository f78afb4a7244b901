import { taskId } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import type { Item } from './items.ts';

const SLUG_LENGTH = 40;

/**
 * Gives every item an id that no other has: as written, with its line where
 * the number is taken, and made from the words where there is no number.
 */
export function assignIds(items: readonly Item[]): ReadonlyMap<Item, TaskId> {
  const ids = new Map<Item, TaskId>();
  const taken = new Set<string>();
  const written = new Set(items.map((item) => item.draft.id));
  for (const item of items) {
    const { draft, parent } = item;
    const wanted = draft.id ?? slugId(draft.title, parent && ids.get(parent));
    const clash =
      taken.has(wanted) || (draft.id === null && written.has(wanted));
    const id = clash ? `${wanted}@L${draft.line}` : wanted;
    taken.add(id);
    ids.set(item, taskId(id));
  }
  return ids;
}

function slugId(title: string, parent: string | null | undefined): string {
  const words = title
    .toLowerCase()
    .replace(/`/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const short = words
    .slice(0, SLUG_LENGTH)
    .replace(/[\uD800-\uDBFF]$/u, '')
    .replace(/-+$/, '');
  const slug = short === '' ? 'task' : short;
  return parent ? `${parent}.${slug}` : slug;
}
