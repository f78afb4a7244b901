import type { TaskId } from '../model/ids.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { Drafts } from './drafts.ts';
import { fieldsOf } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Item, Items } from './items.ts';
import type { Lines } from './lines.ts';
import { ownLines } from './own-text.ts';
import { assignIds } from './task-ids.ts';
import { withWorkPackage, workPackagesOf } from './work-packages.ts';

/** Everything known about one item, ready to become a task. */
export type Reading = {
  readonly item: Item;
  readonly id: TaskId;
  readonly fields: Fields;
  /** Lines of its own, title not included. */
  readonly own: readonly number[];
  /** The line of the box that states a heading's mark. */
  readonly stateLine: number | null;
};

/** Reads every item's own lines, and what further files say about it. */
export function readingsOf(
  files: Pick<SpecFiles, 'extra'>,
  lines: Lines,
  found: { readonly drafts: Drafts; readonly items: Items },
): readonly Reading[] {
  const { drafts, items } = found;
  const ids = assignIds(items.items);
  const own = ownLines(drafts, items);
  const packages = workPackagesOf(files);
  return items.items.map((item) => {
    const { draft } = item;
    const id = ids.get(item);
    if (id === undefined) throw new Error('Internal error: item without an id');
    const mine = own.get(item) ?? [];
    const title = { text: draft.title, line: draft.line };
    const fields = fieldsOf(lines, title, mine);
    return {
      item,
      id,
      fields: withWorkPackage(fields, item, packages),
      own: mine,
      stateLine: items.stateBoxes.get(draft)?.line ?? null,
    };
  });
}
