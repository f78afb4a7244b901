import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import type { Bench } from './bench.ts';
import { isThere } from './dot-git.ts';
import { listIgnored } from './ignored.ts';
import { workdirIn } from './layout.ts';
import type { Outfit } from './options.ts';
import { provide } from './provide.ts';
import type { Slot } from './slots.ts';

/** Files that say which packages are installed. */
const LOCKFILES: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'Gemfile.lock',
  'composer.lock',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'Pipfile.lock',
  'requirements.txt',
  'go.sum',
]);

/** Whether a path names installed packages: work on it makes what is installed another unit's. */
export const isLockfile = (path: string): boolean =>
  LOCKFILES.has(basename(path));

/** Names what a worktree was set up for: the commands, the folders, the lockfiles. */
const setupKey = async (
  { setup, seed }: Outfit,
  folders: readonly string[],
): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([setup, seed]));
  for (const folder of new Set(folders))
    for (const name of LOCKFILES) {
      const content = await readFile(join(folder, name)).catch(() => null);
      if (content !== null) hash.update(`\0${name}\0`).update(content);
    }
  return hash.digest('hex');
};

const runSetup = async (
  { setup, runUserCommand }: Outfit,
  cwd: string,
): Promise<Failure | null> => {
  for (const command of setup) {
    const { exitCode, output } = await runUserCommand(command, cwd);
    if (exitCode !== 0)
      return {
        type: 'crash',
        message: `worktrees.setup: ${command} ended with exit ${exitCode}: ${output.slice(-500).trim()}`,
      };
  }
  return null;
};

const areThere = async (
  root: string,
  paths: readonly string[],
): Promise<boolean> => {
  for (const path of paths)
    if (!(await isThere(join(root, path)))) return false;
  return true;
};

/**
 * What a worktree counts as set up for after an attempt that changed a
 * lockfile. The packages it installed fit its own work alone; commands that
 * install them anew are the better proof.
 */
export const keyAfterInstall = async (
  bench: Bench,
  slot: Slot,
): Promise<string | null> =>
  bench.outfit.setup.length > 0
    ? null
    : setupKey(bench.outfit, foldersOf(bench, slot));

const foldersOf = (bench: Bench, slot: Slot): readonly string[] => [
  slot.root,
  workdirIn(bench.layout, slot.root),
];

/**
 * Makes a worktree usable after its content changed. The setup commands run
 * once a worktree; again only where a lockfile is another one, or where
 * something they made is gone.
 */
export const setUp = async (
  bench: Bench,
  slot: Slot,
  /** `clear`: seeded folders too are made anew then; else they stay as the unit left them. */
  state: 'clear' | 'in_use',
): Promise<Failure | null> => {
  const { outfit, slots } = bench;
  const key = await setupKey(outfit, foldersOf(bench, slot));
  const isStale = slot.record.ready !== key;
  if (isStale && slot.record.ready !== null)
    await slots.save(slot, { ready: null });
  const standing = !isStale ? 'fits' : state === 'clear' ? 'replace' : 'leave';
  const { paths: provided, isWhole } = await provide(bench, slot, standing);
  const ignored = [...slot.left, ...provided];
  if (!isStale && (await areThere(slot.root, slot.record.made))) {
    await slots.save(slot, { provided, ignored });
    return null;
  }
  await slots.save(slot, { ready: null, provided });
  const failure = await runSetup(outfit, workdirIn(bench.layout, slot.root));
  if (failure !== null) return failure;
  const made =
    outfit.setup.length === 0 ? [] : (await listIgnored(bench, slot)).entries;
  await slots.save(slot, {
    ready: isWhole ? key : null,
    made,
    ignored: [...new Set([...ignored, ...made])],
  });
  return null;
};
