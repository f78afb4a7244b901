import { existsSync } from 'node:fs';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import type { Queue } from './queue.ts';
import { NEW_RECORD, parseRecord, type SlotRecord } from './slot-record.ts';

/** One worktree of the run. */
export type Slot = {
  readonly name: string;
  readonly root: string;
  /** A private index: what agents do to the worktree's own changes nothing. */
  readonly index: string;
  record: SlotRecord;
  /** Hashes of the guarded files as the attempt found them. */
  guarded: ReadonlyMap<string, string>;
  /** Files the attempt got with conflict markers. */
  conflicts: readonly string[];
  /** Ignored files that the manifest names, as the attempt found them. */
  marks: ReadonlyMap<string, string>;
  /** Ignored files and folders that the last reset left. */
  left: readonly string[];
};

export type Slots = {
  readonly folder: string;
  /** The unit's worktree, where it has one. */
  find(holder: string): Slot | null;
  /** The unit's worktree, a free one or a name for a new one. */
  acquire(holder: string): Slot;
  save(slot: Slot, changes: Partial<SlotRecord>): Promise<void>;
  /** Takes a worktree out of use; its files stay, with the record beside them. */
  discard(slot: Slot): Promise<void>;
};

/** A worktree by its name beside the record. */
export const makeSlot = (
  folder: string,
  name: string,
  record: SlotRecord,
): Slot => ({
  name,
  root: join(folder, name),
  index: join(folder, `${name}.index`),
  record,
  guarded: new Map(),
  conflicts: [],
  marks: new Map(),
  left: [],
});

const isName = (name: string): boolean => /^w\d+$/.test(name);

/** Reads what earlier starts left; makes nothing but the folder. */
export const openSlots = async (folder: string): Promise<Slots> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const slots: Slot[] = [];
  /** Folders without a readable record are never touched, nor their names used. */
  const taken = new Set<string>();
  for (const entry of await readdir(folder)) {
    // Of a git that died with its machine; only the holder of the run uses it.
    if (/^w\d+\.index\.lock$/.test(entry))
      await rm(join(folder, entry), { force: true });
    const name = entry.replace(/\.json$/, '');
    if (!isName(name)) continue;
    taken.add(name);
    if (name === entry) continue;
    const record = parseRecord(await readFile(join(folder, entry), 'utf8'));
    if (record !== null) slots.push(makeSlot(folder, name, record));
  }
  const freeName = (): string => {
    let n = 1;
    while (taken.has(`w${n}`)) n += 1;
    taken.add(`w${n}`);
    return `w${n}`;
  };
  const find = (holder: string): Slot | null =>
    slots.find((slot) => slot.record.holder === holder) ?? null;
  return {
    folder,
    find,
    acquire: (holder) => {
      const known =
        find(holder) ?? slots.find((slot) => slot.record.holder === null);
      const slot = known ?? makeSlot(folder, freeName(), NEW_RECORD);
      if (known === undefined) slots.push(slot);
      // Taken in memory at once, so that two units never get the same folder.
      slot.record = { ...slot.record, holder };
      return slot;
    },
    save: async (slot, changes) => {
      slot.record = { ...slot.record, ...changes };
      const file = join(folder, `${slot.name}.json`);
      await writeFile(`${file}.new`, JSON.stringify(slot.record));
      await rename(`${file}.new`, file);
    },
    discard: async (slot) => {
      slots.splice(slots.indexOf(slot), 1);
      const file = join(folder, slot.name);
      await rename(`${file}.json`, `${file}.discarded`).catch(() => undefined);
    },
  };
};

/** Runs git on a worktree whatever became of the `.git` file in it. */
export const inSlot =
  (git: Git, slot: Slot, commonDir: string) =>
  (
    args: readonly string[],
    options: {
      readonly index?: 'own' | 'private';
      readonly input?: string;
      readonly signal?: AbortSignal | undefined;
      readonly exitCodes?: readonly number[];
    } = {},
  ): ReturnType<Git> => {
    const { git_dir: own } = slot.record;
    const gitDir = own !== '' && existsSync(own) ? own : commonDir;
    const { index = 'private', ...rest } = options;
    return git([`--git-dir=${gitDir}`, `--work-tree=${slot.root}`, ...args], {
      ...rest,
      cwd: slot.root,
      env: index === 'private' ? { GIT_INDEX_FILE: slot.index } : {},
    });
  };

/** Git bound to one worktree. */
export type SlotGit = ReturnType<typeof inSlot>;

/** Makes the worktree where there is none; only then is it worth a record. */
export const createWorktree = async (
  slot: Slot,
  commit: string,
  context: { readonly git: Git; readonly queue: Queue; readonly top: string },
): Promise<void> => {
  await rm(slot.root, { recursive: true, force: true });
  await context.queue(() =>
    context.git(
      [
        'worktree',
        'add',
        '--force',
        '--detach',
        '--no-checkout',
        slot.root,
        commit,
      ],
      { cwd: context.top },
    ),
  );
  const pointer = await readFile(join(slot.root, '.git'), 'utf8');
  slot.record = {
    ...slot.record,
    git_dir: pointer.replace(/^gitdir: /, '').trim(),
    // Whatever was there before is gone.
    ready: null,
    made: [],
    ignored: [],
    provided: [],
  };
  slot.left = [];
  await rm(slot.index, { force: true });
};
