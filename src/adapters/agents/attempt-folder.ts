import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSafeRelativePath } from '../../lib/safe-name.ts';

/** The folder of one attempt: prompt, logs, result. */
export type AttemptFolder = {
  readonly path: string;
  /** Writes a file for its owner alone and says where it is. */
  write(name: string, content: string): Promise<string>;
};

/**
 * Makes an attempt's folder. What an earlier call of the same name has left is
 * kept: the new one gets a number.
 */
export const makeAttemptFolder = async (
  attemptsDir: string,
  name: string,
): Promise<AttemptFolder> => {
  if (!isSafeRelativePath(name))
    throw new Error(`Internal error: expected a plain path, got ${name}`);
  await mkdir(attemptsDir, { recursive: true });
  for (let n = 1; ; n += 1) {
    const path = join(attemptsDir, n === 1 ? name : `${name}.${n}`);
    if (!(await wasMade(path))) continue;
    return {
      path,
      write: async (file, content) => {
        await writeFile(join(path, file), content, { mode: 0o600 });
        return join(path, file);
      },
    };
  }
};

const wasMade = async (path: string): Promise<boolean> => {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};
