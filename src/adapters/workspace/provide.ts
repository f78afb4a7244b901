import { copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitIn, type Bench } from './bench.ts';
import { copyFolder } from './copy-folder.ts';
import { listCopied } from './copied-files.ts';
import { isThere } from './dot-git.ts';
import { splitNul } from './git.ts';
import { fromTop, isWithin, workdirIn } from './layout.ts';
import type { Slot } from './slots.ts';
import { findSource, isFolder } from './sources.ts';

type Kind = 'seed' | 'link' | 'copy';
type Wanted = { readonly kind: Kind; readonly path: string };

const findWanted = async (bench: Bench): Promise<readonly Wanted[]> => {
  const { workdir, seed, link, copy } = bench.outfit;
  const files = await listCopied(bench.git, workdir, copy);
  return [
    ...seed.map((path) => ({ kind: 'seed', path }) as const),
    ...link.map((path) => ({ kind: 'link', path }) as const),
    ...files.map((path) => ({ kind: 'copy', path }) as const),
  ].filter(({ path }) => {
    const fromRoot = fromTop(bench.layout, path);
    return !isWithin(fromRoot, bench.layout.guarded);
  });
};

/** What the repository has itself by now is not replaced. */
const listTracked = async (
  bench: Bench,
  slot: Slot,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const listed = await gitIn(
    bench,
    slot,
  )(['ls-files', '-z', '--', ...paths.map((path) => `:(top,literal)${path}`)]);
  return splitNul(listed.stdout);
};

/** Makes the folders above a path; false where a link or a file is in the way. */
const makeWay = async (cwd: string, path: string): Promise<boolean> => {
  const parts = dirname(path)
    .split('/')
    .filter((part) => part !== '.');
  let folder = cwd;
  for (const part of parts) {
    folder = join(folder, part);
    if (await isFolder(folder)) continue;
    if (await isThere(folder)) return false;
    await mkdir(folder);
  }
  return true;
};

type Bringing = Wanted & {
  readonly source: string;
  readonly workdir: string;
  readonly cwd: string;
};

const bring = async (one: Bringing): Promise<void> => {
  const { source, workdir, cwd } = one;
  const target = join(cwd, one.path);
  await rm(target, { recursive: true, force: true });
  if (one.kind === 'link') await symlink(source, target);
  else if (one.kind === 'copy') await copyFile(source, target);
  else await copyFolder({ from: source, to: target, workdir, cwd });
};

/** How folders are treated that are there already: those that outlived a reset, or that a unit works with. */
export type Standing = 'fits' | 'replace' | 'leave';

/** What was brought, from the repository's top. */
export type Provided = {
  readonly paths: readonly string[];
  /** Nothing is left that should have been replaced. */
  readonly isWhole: boolean;
};

/**
 * Brings into a worktree what the configuration lets it have of the workdir's
 * ignored files. What it names is read and written inside the two folders
 * only, links included.
 */
export const provide = async (
  bench: Bench,
  slot: Slot,
  standing: Standing,
): Promise<Provided> => {
  const { workdir } = bench.outfit;
  const wanted = await findWanted(bench);
  if (wanted.length === 0) return { paths: [], isWhole: true };
  const atTop = (path: string): string => fromTop(bench.layout, path);
  const tracked = await listTracked(
    bench,
    slot,
    wanted.map(({ path }) => atTop(path)),
  );
  const cwd = workdirIn(bench.layout, slot.root);
  const paths: string[] = [];
  let isWhole = true;
  for (const one of wanted) {
    const path = atTop(one.path);
    if (tracked.some((file) => isWithin(file, [path]))) continue;
    const source = await findSource(workdir, one.path);
    if (source.type !== 'there' || !(await makeWay(cwd, one.path))) continue;
    paths.push(path);
    const isStanding =
      one.kind === 'seed' && (await isFolder(join(cwd, one.path)));
    if (isStanding && standing !== 'replace') isWhole &&= standing === 'fits';
    else await bring({ ...one, source: source.path, workdir, cwd });
  }
  return { paths, isWhole };
};
