import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isAncestor, setRef, type Bench } from './bench.ts';
import { snapshotMain, type MainSnapshot } from './main-checkout.ts';
import { isInside } from './sources.ts';

/** What an attempt could have touched, and what it says it did. */
export type Attempted = {
  readonly before: MainSnapshot;
  /** The attempt's folder: relative claims start there. */
  readonly cwd: string;
  /** Files its own tool events say it wrote, as they name them. */
  readonly filesWritten: readonly string[];
  /** Changes that were told already: attempts at the same time all see them. */
  readonly told: Set<string>;
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

/** The paths of the main checkout that the attempt says it wrote. */
const claimedPaths = async (
  bench: Bench,
  { cwd, filesWritten }: Attempted,
): Promise<ReadonlySet<string>> => {
  const top = await realpath(bench.top);
  const claimed = new Set<string>();
  for (const name of filesWritten) {
    const path = resolve(cwd, name);
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    const real = join(folder, basename(path));
    if (isInside(top, real))
      claimed.add(relative(top, real).split(sep).join('/'));
  }
  return claimed;
};

const quoted = (paths: readonly string[]): string =>
  paths.map((path) => JSON.stringify(path)).join(', ');

/** Changes that no attempt has told of yet; each is told once. */
const untold = (
  keys: readonly string[],
  kind: string,
  { told, after }: { told: Set<string>; after: ReadonlyMap<string, string> },
): readonly string[] =>
  keys.filter((key) => {
    const change = `${kind} ${key} ${after.get(key) ?? ''}`;
    const isNew = !told.has(change);
    told.add(change);
    return isNew;
  });

const keepLost = async (
  bench: Bench,
  before: MainSnapshot,
  after: MainSnapshot,
): Promise<readonly string[]> => {
  const refs = changedKeys(before.refs, after.refs);
  for (const name of refs)
    await keepOld(bench, before.refs.get(name), after.refs.get(name));
  const dropped = before.stash.filter((one) => !after.stash.includes(one));
  for (const commit of dropped) await keepOld(bench, commit, undefined);
  return [
    ...refs,
    ...(dropped.length > 0 && !refs.includes('refs/stash')
      ? ['refs/stash']
      : []),
  ];
};

/**
 * Says what changed outside the worktree while an attempt ran, and keeps what
 * a ref or the stash held. A file is the attempt's doing only where its own
 * tool events name it; the user works there too, so nothing is put back.
 */
export const compareMain = async (
  bench: Bench,
  attempted: Attempted,
): Promise<readonly string[]> => {
  const { before, told } = attempted;
  const after = await snapshotMain(bench);
  const refs = await keepLost(bench, before, after);
  const files = changedKeys(before.files, after.files);
  const claimed =
    files.length === 0
      ? new Set<string>()
      : await claimedPaths(bench, attempted);
  const blamed = files.filter((path) => claimed.has(path));
  const others = untold(
    files.filter((path) => !claimed.has(path)),
    'file',
    { told, after: after.files },
  );
  const config = changedKeys(before.config, after.config);
  const around = [
    others.length === 0 ? '' : `files ${quoted(others)}`,
    listed('refs', untold(refs, 'ref', { told, after: after.refs })),
    before.head === after.head ? '' : `HEAD is on ${after.head}`,
    listed(
      'the repository’s configuration:',
      untold(config, 'config', { told, after: after.config }),
    ),
  ].filter((note) => note !== '');
  return [
    ...(blamed.length === 0
      ? []
      : [
          `The attempt wrote to the main checkout, outside its own folder: ${quoted(blamed)}. Nothing was put back.`,
        ]),
    ...(around.length === 0
      ? []
      : [
          `While it ran, this changed in the main checkout, by whomever (nothing was put back): ${around.join('; ')}.`,
        ]),
  ];
};

const listed = (what: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `${what} ${names.join(', ')}`;
