import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

export type FindOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a relative path with a slash starts. */
  readonly cwd: string;
};

/** Path of an executable as a shell would find it, without running anything. */
export const findBinary = async (
  command: string,
  { env, cwd }: FindOptions,
): Promise<string | null> => {
  if (command === '') return null;
  // Relative entries of PATH would mean another program in every worktree.
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const candidates = command.includes('/')
    ? [resolve(cwd, command)]
    : folders.map((folder) => join(folder, command));
  for (const path of candidates) if (await isExecutable(path)) return path;
  return null;
};

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next folder of PATH decides.
    return false;
  }
};
