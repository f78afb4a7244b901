import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAncestor, setRef, type Bench } from './bench.ts';
import { isWithin } from './layout.ts';
import { parseStatus } from './status.ts';

/** What an attempt must leave alone, as it was at one moment. */
export type MainSnapshot = {
  /** Changed and new files of the user's checkout, with a mark of their content. */
  readonly files: ReadonlyMap<string, string>;
  /** Every ref but the runner's own, the stash included. */
  readonly refs: ReadonlyMap<string, string>;
  readonly head: string;
  readonly config: string;
};

const contentMark = async (path: string): Promise<string> => {
  const found = await stat(path).catch(() => null);
  return found === null ? 'gone' : `${found.size} ${found.mtimeMs}`;
};

const hashFile = async (path: string): Promise<string> => {
  const content = await readFile(path).catch(() => '');
  return createHash('sha256').update(content).digest('hex');
};

/** Looks at the user's checkout, its refs and its configuration; writes nothing. */
export const snapshotMain = async (bench: Bench): Promise<MainSnapshot> => {
  const { git, top } = bench;
  const [status, refs, config] = await Promise.all([
    git(['status', '--porcelain=v2', '--branch', '-z'], { cwd: top }),
    git(['for-each-ref', '--format=%(refname) %(objectname)'], { cwd: top }),
    hashFile(join(bench.commonDir, 'config')),
  ]);
  const { branch, entries, head } = parseStatus(status.stdout);
  const files = new Map<string, string>();
  for (const { path, code } of entries) {
    if (isWithin(path.replace(/\/$/, ''), bench.layout.guarded)) continue;
    files.set(path, `${code} ${await contentMark(join(top, path))}`);
  }
  const own = [`refs/heads/${bench.branch}`, 'refs/orchestration'];
  const others = refs.stdout
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([name = '']) => name !== '' && !isWithin(name, own))
    .map(([name = '', commit = '']) => [name, commit] as const);
  return {
    files,
    refs: new Map(others),
    head: branch ?? head ?? '',
    config,
  };
};

const changedKeys = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .sort();

/** Keeps what a ref pointed to, unless what it points to now contains that. */
const keepOld = async (
  bench: Bench,
  old: string | undefined,
  now: string | undefined,
): Promise<void> => {
  if (old === undefined) return;
  if (now !== undefined && (await isAncestor(bench, old, now))) return;
  const kept = `refs/orchestration/${bench.slug}/rescue/${old.slice(0, 12)}`;
  await setRef(bench, kept, old);
};

/**
 * Says what changed outside the worktree while an attempt ran, and keeps what
 * a ref pointed to. Nothing is put back: the user works there too.
 */
export const compareMain = async (
  bench: Bench,
  before: MainSnapshot,
): Promise<readonly string[]> => {
  const after = await snapshotMain(bench);
  const files = changedKeys(before.files, after.files);
  const refs = changedKeys(before.refs, after.refs);
  for (const name of refs)
    await keepOld(bench, before.refs.get(name), after.refs.get(name));
  const notes = [
    files.length === 0
      ? ''
      : `files ${files.map((f) => JSON.stringify(f)).join(', ')}`,
    refs.length === 0 ? '' : `refs ${refs.join(', ')}`,
    before.head === after.head ? '' : `HEAD is on ${after.head}`,
    before.config === after.config ? '' : 'the repository’s configuration',
  ].filter((note) => note !== '');
  return notes.length === 0
    ? []
    : [
        `While it ran, this changed in the main checkout (nothing was put back): ${notes.join('; ')}.`,
      ];
};
