import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { slug } from '../../lib/slug.ts';
import { hashOf, type Mark, type Snapshot } from './scan.ts';

/** What is known of a unit that works in the shared folder. */
export type SharedUnit = {
  /** The folder when the unit began: its work is measured against it. */
  readonly base: Snapshot;
  /** The folder when the running attempt began. */
  readonly start: Snapshot;
  /** Files that are the unit's work so far. */
  readonly own: readonly string[];
  /** No other unit wrote while the attempt ran. */
  readonly isAlone: boolean;
};

/** A file's content before and after a unit's work; null where it was not there. */
export type SharedChange = {
  readonly path: string;
  readonly before: Mark | null;
  readonly after: Mark | null;
};

/** Files above this size are compared but not kept for diffs. */
const LARGEST_KEPT_BYTES = 1024 * 1024;

type StoredUnit = {
  readonly base: Readonly<Record<string, Mark>>;
  readonly start: Readonly<Record<string, Mark>>;
  readonly own: readonly string[];
  readonly is_alone: boolean;
};

/** Two may write the same content at once, so each has a temporary file of its own. */
const writeWhole = async (
  file: string,
  content: string | Buffer,
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}.new`;
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, file);
};

const readJson = async <T>(file: string): Promise<T | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    // Torn by a crash: the same as not there.
    return null;
  }
};

/** What shared mode keeps in the run's folder, so that a later start can go on and compare. */
export type SharedStore = {
  readonly keep: (hash: string, content: Buffer) => Promise<void>;
  readonly text: (mark: Mark) => Promise<string | null>;
  readonly loadUnit: (unit: string) => Promise<SharedUnit | null>;
  readonly saveUnit: (unit: string, known: SharedUnit) => Promise<void>;
  readonly forgetUnit: (unit: string) => Promise<void>;
  readonly loadChanges: (tree: string) => Promise<readonly SharedChange[]>;
  readonly saveChanges: (
    tree: string,
    changes: readonly SharedChange[],
  ) => Promise<void>;
  /** Copies changed files to `attempts/<name>/files`. */
  readonly copyFiles: (
    workdir: string,
    name: string,
    paths: readonly string[],
  ) => Promise<void>;
};

/** Opens the store below the run's folder; makes nothing until something is kept. */
export const createSharedStore = (runDir: string): SharedStore => {
  const objects = join(runDir, 'shared', 'objects');
  const unitFile = (unit: string): string =>
    join(runDir, 'shared', 'units', `${slug(unit)}.json`);
  const changesFile = (tree: string): string =>
    join(runDir, 'shared', 'changes', `${slug(tree)}.json`);
  return {
    keep: async (hash, content) => {
      const file = join(objects, hash);
      if (content.length > LARGEST_KEPT_BYTES || existsSync(file)) return;
      await writeWhole(file, content);
    },
    text: async (mark) => {
      const content = await readFile(join(objects, hashOf(mark))).catch(
        () => null,
      );
      return content === null || content.includes(0)
        ? null
        : content.toString('utf8');
    },
    loadUnit: async (unit) => {
      const stored = await readJson<StoredUnit>(unitFile(unit));
      return stored === null
        ? null
        : {
            base: new Map(Object.entries(stored.base)),
            start: new Map(Object.entries(stored.start)),
            own: stored.own,
            isAlone: stored.is_alone,
          };
    },
    saveUnit: (unit, known) =>
      writeWhole(
        unitFile(unit),
        JSON.stringify({
          base: Object.fromEntries(known.base),
          start: Object.fromEntries(known.start),
          own: known.own,
          is_alone: known.isAlone,
        } satisfies StoredUnit),
      ),
    forgetUnit: (unit) => rm(unitFile(unit), { force: true }),
    loadChanges: async (tree) =>
      (await readJson<readonly SharedChange[]>(changesFile(tree))) ?? [],
    saveChanges: (tree, changes) =>
      writeWhole(changesFile(tree), JSON.stringify(changes)),
    copyFiles: async (workdir, name, paths) => {
      const target = join(runDir, 'attempts', name, 'files');
      await mkdir(target, { recursive: true, mode: 0o700 });
      for (const path of paths) {
        await mkdir(dirname(join(target, path)), { recursive: true });
        await cp(join(workdir, path), join(target, path), {
          verbatimSymlinks: true,
          recursive: true,
        });
      }
    },
  };
};
