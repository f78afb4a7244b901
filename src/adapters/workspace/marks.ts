import { lstat } from 'node:fs/promises';

/** How a file looks without being read; null where there is none. */
export const markOf = async (path: string): Promise<string | null> => {
  const found = await lstat(path).catch(() => null);
  return found === null
    ? null
    : `${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
};
