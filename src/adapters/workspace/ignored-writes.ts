import { join } from 'node:path';
import { overlaps } from '../../plan/overlap.ts';
import { gitIn, type Bench } from './bench.ts';
import { isThere } from './dot-git.ts';
import { listIgnored } from './ignored.ts';
import { isWithin } from './layout.ts';
import { findLeftOut } from './left-out.ts';
import { markOf } from './marks.ts';
import type { Slot } from './slots.ts';

/** What a manifest named, and what of it was seen. */
type Seen = {
  /** Manifest paths from the repository's top. */
  readonly writes: readonly string[];
  readonly changes: readonly { readonly path: string }[];
};

const isLiteral = (pattern: string): boolean => !/[*?[\]{}\\]/.test(pattern);

const withoutSlash = (path: string): string => path.replace(/\/$/, '');

/** The part of a glob before its first wildcard, to the last slash. */
const folderOf = (pattern: string): string =>
  /^(?:[^*?[\]{}\\]*\/)?/.exec(pattern)?.[0].replace(/\/$/, '') ?? '';

/** How the ignored files look that a manifest names, so that later only changed ones are news. */
export const markWrites = async (
  slot: Slot,
  writes: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const marks = new Map<string, string>();
  for (const path of [...writes.filter(isLiteral), ...slot.record.ignored]) {
    if (path.endsWith('/')) continue;
    const mark = await markOf(join(slot.root, path));
    if (mark !== null) marks.set(path, mark);
  }
  return marks;
};

/** Whether the attempt made or changed an ignored file; a folder that was there says nothing. */
const isNew = async (slot: Slot, entry: string): Promise<boolean> => {
  const mark = slot.marks.get(entry);
  if (mark !== undefined)
    return mark !== (await markOf(join(slot.root, entry)));
  return !slot.record.ignored.includes(entry);
};

/** The ignored paths that a pattern of the manifest means. */
const meantBy = async (
  slot: Slot,
  pattern: string,
  entries: readonly string[],
): Promise<readonly string[]> => {
  if (isLiteral(pattern)) {
    const path = withoutSlash(pattern);
    const isIgnored = entries.some(
      (entry) =>
        withoutSlash(entry) === path || isWithin(path, [withoutSlash(entry)]),
    );
    const isFile = isIgnored && (await isThere(join(slot.root, path)));
    return isFile ? [path] : [];
  }
  const folder = folderOf(pattern);
  return entries.filter((entry) =>
    entry.endsWith('/')
      ? folder !== '' && isWithin(folder, [withoutSlash(entry)])
      : overlaps(pattern, entry),
  );
};

const findMeant = async (
  bench: Bench,
  slot: Slot,
  patterns: readonly string[],
): Promise<readonly string[]> => {
  const { entries } = await listIgnored(bench, slot);
  const found = new Set<string>();
  for (const pattern of patterns)
    for (const path of await meantBy(slot, pattern, entries))
      if (await isNew(slot, entries.includes(`${path}/`) ? `${path}/` : path))
        found.add(path);
  const junk = new Set(
    findLeftOut([...found], patterns).map((one) => one.path),
  );
  return [...found].filter((path) => !junk.has(path));
};

/**
 * Says which rule hides a file that the manifest names. Git takes an ignored
 * file only by force, so such work is lost without a word. Ignored files that
 * were there before the attempt, or that nobody named, are no news.
 */
export const ignoredWrites = async (
  bench: Bench,
  slot: Slot,
  { writes, changes }: Seen,
): Promise<readonly string[]> => {
  const unseen = writes.filter(
    (pattern) => !changes.some(({ path }) => overlaps(pattern, path)),
  );
  if (unseen.length === 0) return [];
  const meant = await findMeant(bench, slot, unseen);
  if (meant.length === 0) return [];
  const found = await gitIn(bench, slot)(
    ['check-ignore', '--verbose', '-z', '--stdin'],
    { input: `${meant.join('\0')}\0`, exitCodes: [0, 1, 128] },
  );
  const fields = found.stdout.split('\0');
  const notes: string[] = [];
  for (let i = 0; i + 3 < fields.length; i += 4) {
    const [source = '', line = '', pattern = '', path = ''] = fields.slice(i);
    notes.push(
      `${JSON.stringify(path)} is in the manifest but git ignores it (${source}:${line}: ${pattern}): it was not taken.`,
    );
  }
  return notes;
};
