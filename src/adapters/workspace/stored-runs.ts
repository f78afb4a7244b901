import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { integrationBranch, tipRef } from './branches.ts';
import { findIdentity, gitFor } from './git-for.ts';
import { findPlace } from './find-place.ts';
import type { WorkspaceOptions } from './options.ts';
import { readOwner, type Owner } from './owner.ts';
import { createQueue } from './queue.ts';
import { NEW_RECORD, parseRecord } from './slot-record.ts';
import { makeSlot, openSlots, type Slot } from './slots.ts';
import { worktreesFolder, worktreesRoot } from './worktrees-dir.ts';

/** How worktrees are found and looked into without a run. */
export type StoreOptions = Pick<
  WorkspaceOptions,
  'worktreesDir' | 'env' | 'execGit' | 'lockWaitMs'
>;

/** The worktrees that a run left. */
export type StoredRun = {
  readonly folder: string;
  /** Null where nobody wrote it down. */
  readonly owner: Owner | null;
};

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).sort();

/** The runs of all repositories whose worktrees are kept in one place. */
export const listStoredRuns = async (
  options: StoreOptions,
): Promise<readonly StoredRun[]> => {
  const root = worktreesRoot(options);
  const runs: StoredRun[] = [];
  for (const repository of await namesIn(root))
    for (const name of await namesIn(join(root, repository))) {
      const folder = join(root, repository, name);
      runs.push({ folder, owner: await readOwner(folder) });
    }
  return runs;
};

/** One run's worktrees; null where it has none, or no repository. */
export const findStoredRun = async (
  options: StoreOptions & Pick<WorkspaceOptions, 'workdir' | 'slug'>,
): Promise<StoredRun | null> => {
  const place = await findPlace(gitFor(options, null), options.workdir);
  if (place === null) return null;
  const folder = worktreesFolder(options, place);
  return existsSync(folder) ? { folder, owner: await readOwner(folder) } : null;
};

/** A run whose worktrees are gone already: its refs may be left. Null outside of a repository. */
export const findBareRun = async (
  options: StoreOptions &
    Pick<WorkspaceOptions, 'workdir' | 'slug'> &
    Pick<Owner, 'spec_path' | 'target_branch'>,
): Promise<StoredRun | null> => {
  const { workdir, slug, spec_path, target_branch } = options;
  const place = await findPlace(gitFor(options, null), workdir);
  if (place === null) return null;
  const { top, commonDir, prefix } = place;
  return {
    folder: worktreesFolder(options, place),
    owner: {
      ...{ workdir, top, common_dir: commonDir, prefix },
      ...{ spec_path, slug, target_branch, guarded: [] },
    },
  };
};

/** A worktree as it was found, and whether anybody wrote down what it holds. */
export type StoredSlot = { readonly slot: Slot; readonly isKnown: boolean };

/** All worktrees in a run's folder, those that were taken out of use included. */
export const readStoredSlots = async (
  folder: string,
): Promise<readonly StoredSlot[]> => {
  const found: StoredSlot[] = [];
  const entries = await namesIn(folder);
  const names = entries.map((entry) => /^w\d+(?=$|\.)/.exec(entry)?.[0] ?? '');
  for (const name of new Set(names)) {
    if (name === '') continue;
    const file = [`${name}.json`, `${name}.discarded`].find((one) =>
      entries.includes(one),
    );
    const text =
      file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    const record = parseRecord(text);
    const slot = makeSlot(folder, name, record ?? NEW_RECORD);
    found.push({ slot, isKnown: record !== null });
  }
  return found;
};

/** What is needed to look into a run's worktrees and to keep what they hold. */
export const benchOf = async (
  { folder }: StoredRun,
  owner: Owner,
  options: StoreOptions,
): Promise<Bench> => {
  // A linked worktree the run was started in may be gone; its repository is not.
  const top = existsSync(owner.top) ? owner.top : owner.common_dir;
  const identity = await findIdentity(gitFor(options, null), top);
  const git = gitFor(options, identity);
  const tip = await git(['rev-parse', '--verify', '-q', tipRef(owner.slug)], {
    cwd: top,
    exitCodes: [0, 1],
  });
  return {
    git,
    queue: createQueue(),
    top,
    commonDir: owner.common_dir,
    layout: { prefix: owner.prefix, spec: [], guarded: owner.guarded },
    outfit: {
      workdir: owner.workdir,
      setup: [],
      keep: [],
      seed: [],
      link: [],
      copy: [],
      minFreeBytes: 0,
      runUserCommand: async () => ({ exitCode: 0, output: '' }),
    },
    slots: await openSlots(folder),
    slug: owner.slug,
    branch: integrationBranch(owner.slug),
    tip: () => tip.stdout.trim(),
  };
};
