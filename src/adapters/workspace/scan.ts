import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { splitNul, type Git } from './git.ts';
import { isWithin } from './layout.ts';

/** Names a file's content and kind: mode and hash. */
export type Mark = string;
/** All files of a folder by path. */
export type Snapshot = ReadonlyMap<string, Mark>;

const SKIPPED = new Set(['.git', 'node_modules', '.orchestration']);

type ScanOptions = {
  readonly folder: string;
  /** Null where git cannot say what is ignored. */
  readonly git: Git | null;
  readonly guarded: readonly string[];
  /** Gets the content of each file that is read. */
  readonly keep: (hash: string, content: Buffer) => Promise<void>;
};

/** The hash part of a mark. */
export const hashOf = (mark: Mark): string => mark.slice(mark.indexOf(' ') + 1);

const walk = async (root: string, folder: string): Promise<string[]> => {
  const entries = await readdir(join(root, folder), {
    withFileTypes: true,
  }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    if (SKIPPED.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await walk(root, path)));
    else found.push(path);
  }
  return found;
};

const listByGit = async (git: Git, folder: string): Promise<string[]> => {
  const listed = await git(
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: folder, exitCodes: 'any' },
  );
  if (listed.exitCode !== 0) return walk(folder, '');
  const found: string[] = [];
  for (const path of new Set(splitNul(listed.stdout))) {
    // A repository within this one is one entry; its files are files here.
    if (path.endsWith('/'))
      found.push(...(await walk(folder, path.slice(0, -1))));
    else if (!path.split('/').some((part) => SKIPPED.has(part)))
      found.push(path);
  }
  return found;
};

/** Reads which files a folder has; a file that looks untouched is not read twice. */
export const createScanner = (
  options: ScanOptions,
): (() => Promise<Snapshot>) => {
  const { folder, git, guarded } = options;
  const known = new Map<
    string,
    { readonly look: string; readonly mark: Mark }
  >();
  const read = async (path: string, found: Stats): Promise<Mark> => {
    const full = join(folder, path);
    const isLink = found.isSymbolicLink();
    const content = isLink
      ? Buffer.from(await readlink(full))
      : await readFile(full);
    const hash = createHash('sha256').update(content).digest('hex');
    await options.keep(hash, content);
    const mode = isLink ? 'link' : found.mode & 0o100 ? 'program' : 'file';
    return `${mode} ${hash}`;
  };
  const markOf = async (path: string): Promise<Mark | null> => {
    const found = await lstat(join(folder, path)).catch(() => null);
    if (found === null || !(found.isFile() || found.isSymbolicLink()))
      return null;
    const { size, mtimeMs, ctimeMs, ino, mode } = found;
    const look = `${size} ${mtimeMs} ${ctimeMs} ${ino} ${mode}`;
    const last = known.get(path);
    if (last?.look === look) return last.mark;
    const mark = await read(path, found).catch(() => null);
    if (mark !== null) known.set(path, { look, mark });
    return mark;
  };
  return async () => {
    const paths =
      git === null ? await walk(folder, '') : await listByGit(git, folder);
    const marks = new Map<string, Mark>();
    for (const path of paths.sort()) {
      if (isWithin(path, guarded)) continue;
      const mark = await markOf(path);
      if (mark !== null) marks.set(path, mark);
    }
    return marks;
  };
};

/** Paths whose mark differs between two snapshots, in order. */
export const changedPaths = (
  before: Snapshot,
  after: Snapshot,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
