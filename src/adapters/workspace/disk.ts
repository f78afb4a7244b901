import {
  lstat,
  readdir,
  readFile,
  rename,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatBytes } from '../../lib/byte-size.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import { createPool } from './pool.ts';
import { createQueue } from './queue.ts';
import { refusals } from './refusals.ts';

/** Beside the records: what each worktree of a run takes. */
export const LEDGER = 'disk.json';

/** A worktree's share of the disk when it was last given back, in bytes. */
export type Ledger = Readonly<Record<string, number>>;

/** Reads a ledger; empty where there is none that can be read. */
const readLedger = async (folder: string): Promise<Ledger> => {
  const text = await readFile(join(folder, LEDGER), 'utf8').catch(() => '{}');
  try {
    const raw: unknown = JSON.parse(text);
    if (!isJsonObject(raw)) return {};
    return Object.fromEntries(
      Object.entries(raw).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    );
  } catch {
    // Torn: it is measured again.
    return {};
  }
};

/** As many stats at once as keep the disk busy. */
const AT_ONCE = 32;

/** Bytes on disk of everything in a folder; links are not followed. */
export const measureFolder = async (root: string): Promise<number> => {
  const pool = createPool(AT_ONCE);
  const measure = async (path: string): Promise<number> => {
    const found = await pool(() => lstat(path)).catch(() => null);
    if (found === null) return 0;
    // Blocks are of 512 bytes, whatever the file system's own are.
    const own = found.blocks * 512;
    if (!found.isDirectory()) return own;
    const names = await pool(() => readdir(path)).catch(() => []);
    const sizes = await Promise.all(
      names.map((name) => measure(join(path, name))),
    );
    return sizes.reduce((sum, size) => sum + size, own);
  };
  return measure(root);
};

/** Keeps the ledger of one run's worktrees. */
export type LedgerKeeper = {
  /** Measures a worktree and writes it down; a failure only makes the ledger older. */
  readonly note: (name: string, root: string) => Promise<void>;
};

/** Opens the ledger of a folder of worktrees. */
export const openLedger = (folder: string): LedgerKeeper => {
  const queue = createQueue();
  return {
    note: async (name, root) => {
      const bytes = await measureFolder(root);
      await queue(async () => {
        const file = join(folder, LEDGER);
        const ledger = { ...(await readLedger(folder)), [name]: bytes };
        await writeFile(`${file}.new`, JSON.stringify(ledger));
        await rename(`${file}.new`, file);
      }).catch(() => undefined);
    },
  };
};

/** What all worktrees of the user take, by the ledgers; two levels down: repository, run. */
const sumLedgers = async (root: string): Promise<number> => {
  let sum = 0;
  for (const repository of await readdir(root).catch(() => []))
    for (const run of await readdir(join(root, repository)).catch(() => [])) {
      const ledger = await readLedger(join(root, repository, run));
      for (const bytes of Object.values(ledger)) sum += bytes;
    }
  return sum;
};

const nearestThere = async (
  folder: string,
): Promise<{ readonly path: string; readonly freeBytes: number }> => {
  for (let path = folder; ; path = dirname(path)) {
    const found = await statfs(path).catch(() => null);
    if (found !== null) return { path, freeBytes: found.bavail * found.bsize };
    if (dirname(path) === path) return { path, freeBytes: Infinity };
  }
};

/**
 * Refuses to make a worktree where the disk is nearly full: a full one breaks
 * more than this run. `folder` is the folder of the run's worktrees.
 */
export const assertRoom = async (
  folder: string,
  minFreeBytes: number,
): Promise<void> => {
  const { freeBytes } = await nearestThere(folder);
  if (freeBytes >= minFreeBytes) return;
  const taken = await sumLedgers(dirname(dirname(folder)));
  throw refusals.diskFull({
    folder,
    free: formatBytes(freeBytes),
    floor: formatBytes(minFreeBytes),
    taken: taken === 0 ? null : formatBytes(taken),
  });
};
