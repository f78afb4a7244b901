import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Folders in which a change says nothing of the work, or that are too large to
 * look through: what others keep in them changes without the agent.
 */
const LEFT_OUT = new Set(['.git', '.orchestration', 'node_modules']);

/** Files looked at before it is given up: 100 000 take about one second of one core. */
const MAX_ENTRIES = 100_000;
/**
 * How far a file server's clock may be ahead. What is later was stamped before
 * a clock was set back, and would be recent for ever.
 */
const MAX_SKEW_MS = 60 * 60_000;
/** Files looked at at once. */
const WIDTH = 16;

/**
 * Whether anything in a folder was made, changed, renamed or removed after a
 * moment of the wall clock. It stops at the first such thing; links are never
 * followed. The time of the inode is what counts: programs that unpack files
 * set the other one as they like.
 */
export const hasChangedSince = async (
  folder: string,
  timeMs: number,
  maxEntries: number = MAX_ENTRIES,
): Promise<boolean> => {
  const latest = Date.now() + MAX_SKEW_MS;
  const folders = [folder];
  let budget = maxEntries;
  // It grows while it is gone through: what lies near the top comes first.
  for (const next of folders) {
    const entries = (await entriesOf(next)).slice(0, budget);
    budget -= entries.length;
    const isRecent = (time: number | null): boolean =>
      time !== null && time > timeMs && time <= latest;
    if (isRecent(await changeTime(next))) return true;
    const files = entries.filter((entry) => !entry.isDirectory());
    for (let at = 0; at < files.length; at += WIDTH) {
      const some = files.slice(at, at + WIDTH);
      const times = await Promise.all(
        some.map(({ name }) => changeTime(join(next, name))),
      );
      if (times.some(isRecent)) return true;
    }
    for (const entry of entries)
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name))
        folders.push(join(next, entry.name));
    if (budget <= 0) return false;
  }
  return false;
};

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    // Gone meanwhile, or not for us: it says nothing.
    return [];
  }
};

const changeTime = async (path: string): Promise<number | null> => {
  try {
    return (await lstat(path)).ctimeMs;
  } catch {
    // Gone meanwhile: its folder has changed, and says so.
    return null;
  }
};
