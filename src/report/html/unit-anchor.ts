import { slug } from '../../lib/slug.ts';
import type { TaskId } from '../../model/ids.ts';

/** The name by which other parts of the page link to a unit; ids from a spec can hold anything. */
export const unitAnchor = (id: TaskId): string => `unit-${slug(id)}`;
