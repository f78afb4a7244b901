import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Whether a path is a folder, or lies below it; both absolute. */
export const isInside = (folder: string, path: string): boolean => {
  const inside = relative(folder, path);
  return !isAbsolute(inside) && inside.split(sep)[0] !== '..';
};

/** Where a path of the workdir really lies. */
export type Source =
  | { readonly type: 'there'; readonly path: string }
  | { readonly type: 'missing' }
  /** A link on the way leads out of the workdir. */
  | { readonly type: 'outside' };

/** Follows a path of the workdir, and never out of it. */
export const findSource = async (
  workdir: string,
  path: string,
): Promise<Source> => {
  const found = await realpath(join(workdir, path)).catch(() => null);
  if (found === null) return { type: 'missing' };
  return isInside(await realpath(workdir), found)
    ? { type: 'there', path: found }
    : { type: 'outside' };
};

/** Whether a path is a folder itself, not a link to one. */
export const isFolder = async (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/**
 * A link in a folder that leads out of it; null where there is none. Links to
 * packages of the same repository are such: through a linked folder they would
 * lead every unit to the main checkout's files.
 */
export const findEscape = async (
  root: string,
  folder = root,
): Promise<string | null> => {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      const target = resolve(dirname(path), await readlink(path));
      if (!isInside(root, target)) return relative(root, path);
    } else if (entry.isDirectory()) {
      const found = await findEscape(root, path);
      if (found !== null) return found;
    }
  }
  return null;
};
