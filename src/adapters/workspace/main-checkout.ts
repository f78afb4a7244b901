import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { isWithin } from './layout.ts';
import { markOf } from './marks.ts';
import { createPool } from './pool.ts';
import { parseStatus } from './status.ts';

/** What an attempt must leave alone, as it was at one moment. */
export type MainSnapshot = {
  /** Changed and new files of the user's checkout, with a mark of their content. */
  readonly files: ReadonlyMap<string, string>;
  /** Every ref but the runner's own, the top of the stash included. */
  readonly refs: ReadonlyMap<string, string>;
  /** All commits of the stash. */
  readonly stash: readonly string[];
  readonly head: string;
  /** Configuration and hooks, with a hash of each. */
  readonly config: ReadonlyMap<string, string>;
};

/** What git itself is steered by, in the repository's common folder. */
const CONFIG_FILES = ['config', 'config.worktree', 'info/attributes'];
const STATS_AT_ONCE = 32;

const hashFile = async (path: string): Promise<string | null> => {
  const content = await readFile(path).catch(() => null);
  return content === null
    ? null
    : createHash('sha256').update(content).digest('hex');
};

const readConfig = async (
  folder: string,
): Promise<ReadonlyMap<string, string>> => {
  const hooks = await readdir(join(folder, 'hooks')).catch(() => []);
  const names = [...CONFIG_FILES, ...hooks.map((name) => `hooks/${name}`)];
  const found = new Map<string, string>();
  for (const name of names) {
    const hash = await hashFile(join(folder, name));
    if (hash !== null) found.set(name, hash);
  }
  return found;
};

/** The stash is a ref's log: an entry that is dropped from it is in no ref. */
const readStash = async (folder: string): Promise<readonly string[]> => {
  const log = await readFile(join(folder, 'logs/refs/stash'), 'utf8').catch(
    () => '',
  );
  return log
    .split('\n')
    .flatMap((line) => /^[0-9a-f]+ ([0-9a-f]+) /.exec(line)?.[1] ?? []);
};

const readFiles = async (
  bench: Bench,
  entries: readonly { readonly path: string; readonly code: string }[],
): Promise<ReadonlyMap<string, string>> => {
  const pool = createPool(STATS_AT_ONCE);
  const marks = await Promise.all(
    entries
      .filter(({ path }) => !isWithin(path, bench.layout.guarded))
      .map(({ path, code }) =>
        pool(async () => {
          const mark = await markOf(join(bench.top, path));
          return [path, `${code} ${mark ?? 'gone'}`] as const;
        }),
      ),
  );
  return new Map(marks);
};

/** Looks at the user's checkout, its refs and its configuration; writes nothing. */
export const snapshotMain = async (bench: Bench): Promise<MainSnapshot> => {
  const { git, top, commonDir } = bench;
  const [status, refs, config, stash] = await Promise.all([
    git(
      [
        'status',
        '--porcelain=v2',
        '--branch',
        '-z',
        // A folder as one entry would not tell which file in it changed.
        '--untracked-files=all',
      ],
      { cwd: top },
    ),
    git(['for-each-ref', '--format=%(refname) %(objectname)'], { cwd: top }),
    readConfig(commonDir),
    readStash(commonDir),
  ]);
  const { branch, entries, head } = parseStatus(status.stdout);
  const own = [`refs/heads/${bench.branch}`, 'refs/orchestration'];
  const others = refs.stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([name = '']) => name !== '' && !isWithin(name, own))
    .map(([name = '', commit = '']) => [name, commit] as const);
  return {
    files: await readFiles(bench, entries),
    refs: new Map(others),
    stash,
    head: branch ?? head ?? '',
    config,
  };
};
