import type { Box } from './box.ts';
import type { Draft, Section } from './draft.ts';
import { isLegendEntry } from './marks.ts';
import type { ItemBlock } from './blocks.ts';
import type { Role } from './roles.ts';
import { outwards } from './sections.ts';

/** A box about to become a draft. */
export type Candidate = {
  readonly item: ItemBlock;
  readonly box: Box;
  readonly id: string | null;
  readonly role: Role;
  readonly nest: Draft | null;
};

/** Why a box is not work; null where it is. */
export function exclusionOf(
  section: Section,
  candidate: Candidate,
): string | null {
  const { item, box, id, role, nest } = candidate;
  if (item.quoted) return 'stands in a quote';
  if (nest !== null && nest.excluded !== null) return nest.excluded;
  if (role === 'criteria') return 'is an acceptance criterion';
  if (role === 'legend') return 'explains a mark';
  if (role === 'aside' && id === null)
    return 'is on a checklist, not in the plan';
  if (
    id === null &&
    nest === null &&
    isLegendEntry(box.rest) &&
    !isStatusBox(box)
  )
    return 'explains a mark';
  if (nest !== null && section === nest.section) return null;
  return excludedBySection(section, id);
}

/** `- [x] **Completed**` under a task's heading is its state, not a legend. */
const isStatusBox = (box: Box): boolean => /^\s*(?:\*\*|__)/.test(box.rest);

export function excludedBySection(
  section: Section | null,
  id: string | null,
): string | null {
  if (section === null) return null;
  switch (section.role) {
    case 'criteria':
      return isNumberedWithin(section, id)
        ? null
        : 'is a criterion of its section';
    case 'legend':
      return 'explains a mark';
    case 'aside':
    case 'notes':
    case 'dependencies':
      return id === null ? 'is on a checklist, not in the plan' : null;
    default:
      return null;
  }
}

/** `## 7. Acceptance Criteria` with `7.1` below it is a chapter of tasks. */
function isNumberedWithin(section: Section, id: string | null): boolean {
  if (id === null) return false;
  for (const { head } of outwards(section))
    if (head.id !== null && id.startsWith(`${head.id.id}.`)) return true;
  return false;
}
