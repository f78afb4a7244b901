import type { Head } from './head.ts';
import { familyOf } from './ids.ts';

/** What the whole file says about which numbers at the start of a title are ids. */
export type Evidence = {
  /** Different ids per family that only look like ids. */
  readonly families: ReadonlyMap<string, ReadonlySet<string>>;
  readonly all: ReadonlySet<string>;
};

/** Collects the ids all boxes and headings start with. */
export function evidenceOf(heads: readonly Head[]): Evidence {
  const families = new Map<string, Set<string>>();
  const all = new Set<string>();
  for (const { id } of heads) {
    if (id === null) continue;
    all.add(id.id);
    const top = /^\d+(?=\.)/.exec(id.id)?.[0];
    if (top !== undefined) all.add(`${top}.`);
    const family = familyOf(id.id);
    const known = families.get(family) ?? new Set<string>();
    families.set(family, known.add(id.id));
  }
  return { families, all };
}

/**
 * The id of a title, if it is one: `3 retries` and `UTF-8 output` are taken
 * for ids only where others of their kind stand in the file.
 */
export function trustedId(
  evidence: Evidence,
  head: Head,
  heading: boolean,
): string | null {
  const read = head.id;
  if (read === null) return null;
  if (heading && /^\d{4}$/.test(read.id)) return null;
  if (read.trust === 'sure') return read.id;
  const family = familyOf(read.id);
  if (family === '#')
    return isCounted(evidence, read.id, heading) ? read.id : null;
  const marked = /^\s*(?:[:：—–)]|\*\*|\.\s)/u.test(read.rest);
  const kin = evidence.families.get(family)?.size ?? 0;
  return kin >= (marked ? 1 : 2) && (marked || family.length > 0)
    ? read.id
    : null;
}

/** A bare number counts where its neighbours or its children are there too. */
function isCounted(evidence: Evidence, id: string, heading: boolean): boolean {
  const n = Number(id);
  if (n > 999) return false;
  if (evidence.all.has(`${id}.`)) return true;
  if (heading) return false;
  return (
    evidence.all.has(String(n + 1)) ||
    (n > 1 && evidence.all.has(String(n - 1)))
  );
}
