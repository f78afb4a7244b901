import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gitIn, type Bench } from './bench.ts';
import { parseStatus } from './status.ts';
import type { Slot } from './slots.ts';
import { GITLINK, treeChanges, type TreeChange } from './tree-changes.ts';

type Seen = {
  readonly base: string;
  readonly tree: string;
  readonly changes: readonly TreeChange[];
};

const hasSubmodules = (slot: Slot): boolean =>
  existsSync(join(slot.root, '.gitmodules'));

const NO_ID = '0'.repeat(40);

/** Index lines that bring a submodule's entry back and drop what took its place. */
const restoringLines = (
  { changes }: Seen,
  links: readonly TreeChange[],
): string => {
  const below = changes.filter(({ path }) =>
    links.some((link) => path.startsWith(`${link.path}/`)),
  );
  return [
    ...below.map(({ path }) => `0 ${NO_ID}\t${path}\0`),
    ...links.map(({ path, oldMode, oldId }) =>
      oldMode === GITLINK
        ? `${GITLINK} ${oldId}\t${path}\0`
        : `0 ${NO_ID}\t${path}\0`,
    ),
  ].join('');
};

/**
 * Work inside a submodule belongs to another repository: its commit would
 * exist in one worktree only, so the entry stays as it was and a person hears.
 */
export const restoreSubmodules = async (
  bench: Bench,
  slot: Slot,
  seen: Seen,
): Promise<Seen & { readonly notes: readonly string[] }> => {
  const links = seen.changes.filter(
    ({ oldMode, newMode }) => oldMode === GITLINK || newMode === GITLINK,
  );
  const dirty = await dirtySubmodules(bench, slot);
  const paths = [...new Set([...links.map(({ path }) => path), ...dirty])];
  const notes = paths.map(
    (path) =>
      `The submodule ${JSON.stringify(path)} was changed: work inside a submodule is not taken, a person has to decide.`,
  );
  if (links.length === 0) return { ...seen, notes };
  const git = gitIn(bench, slot);
  await git(['update-index', '-z', '--index-info'], {
    input: restoringLines(seen, links),
  });
  const written = await git(['write-tree']);
  const tree = written.stdout.trim();
  const changes = await treeChanges(bench.git, bench.top, [seen.base, tree]);
  return { base: seen.base, tree, changes, notes };
};

const dirtySubmodules = async (
  bench: Bench,
  slot: Slot,
): Promise<readonly string[]> => {
  if (!hasSubmodules(slot)) return [];
  const status = await gitIn(
    bench,
    slot,
  )([
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=no',
    '--ignore-submodules=none',
  ]);
  return parseStatus(status.stdout)
    .entries.filter(({ submodule }) => submodule !== '')
    .map(({ path }) => path);
};

type Submodule = { readonly name: string; readonly path: string };

const listSubmodules = async (
  bench: Bench,
  slot: Slot,
): Promise<readonly Submodule[]> => {
  const listed = await bench.git(
    [
      'config',
      '--file',
      '.gitmodules',
      '-z',
      '--get-regexp',
      String.raw`\.path$`,
    ],
    { cwd: slot.root, exitCodes: [0, 1] },
  );
  return listed.stdout.split('\0').flatMap((entry) => {
    const [key = '', path = ''] = entry.split('\n');
    const name = /^submodule\.(.*)\.path$/s.exec(key)?.[1];
    return name === undefined || path === '' ? [] : [{ name, path }];
  });
};

/**
 * Fills the submodules that the user's own checkout has, from its copies: no
 * network, no password, and nothing is written to the shared configuration.
 */
export const fillSubmodules = async (
  bench: Bench,
  slot: Slot,
): Promise<void> => {
  if (!hasSubmodules(slot)) return;
  const known = (await listSubmodules(bench, slot)).filter(({ name }) =>
    existsSync(join(bench.commonDir, 'modules', name)),
  );
  if (known.length === 0) return;
  const sources = known.flatMap(({ name }) => [
    '-c',
    `submodule.${name}.url=${join(bench.commonDir, 'modules', name)}`,
    '-c',
    `submodule.${name}.active=true`,
  ]);
  await bench.queue(() =>
    bench.git(
      [
        '-c',
        'protocol.file.allow=always',
        ...sources,
        'submodule',
        '--quiet',
        'update',
        '--force',
        '--recursive',
        '--',
        ...known.map(({ path }) => path),
      ],
      { cwd: slot.root },
    ),
  );
};
