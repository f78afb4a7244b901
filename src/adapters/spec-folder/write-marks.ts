import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import type { SpecFolder } from '../../ports/spec-folder.ts';
import { tick } from '../../spec/tick.ts';

type Marks = Parameters<SpecFolder['tick']>[0];

/** A person may save the file while it is rewritten: then it is read again. */
const MOST_TRIES = 5;

/** Bytes as text that goes back to the same bytes, whatever the file holds. */
const decode = (bytes: Buffer): { text: string; encoding: BufferEncoding } => {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes)
    ? { text, encoding: 'utf8' }
    : { text: bytes.toString('latin1'), encoding: 'latin1' };
};

const writeBeside = async (file: string, bytes: Buffer): Promise<string> => {
  const { mode } = await stat(file);
  const beside = join(dirname(file), `.${basename(file)}.orchestration-new`);
  const handle = await open(beside, 'w', mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return beside;
};

const replaceOnce = async (file: string, marks: Marks): Promise<boolean> => {
  const before = await readFile(file);
  const { text, encoding } = decode(before);
  const after = Buffer.from(tick(text, marks), encoding);
  if (after.equals(before)) return true;
  const beside = await writeBeside(file, after);
  try {
    if (!(await readFile(file)).equals(before)) return false;
    await rename(beside, file);
    return true;
  } finally {
    await rm(beside, { force: true });
  }
};

/**
 * Sets marks in a task list: a whole new file takes the place of the old one,
 * so that nobody ever reads half of it; the same content is not written again.
 */
export const writeMarks = async (path: string, marks: Marks): Promise<void> => {
  try {
    // A link stays a link: what it leads to is replaced.
    const file = await realpath(path);
    for (let tries = 0; tries < MOST_TRIES; tries += 1)
      if (await replaceOnce(file, marks)) return;
  } catch (error) {
    throw new UserError(`${path} cannot be ticked.`, {
      hint: 'Check that the file and its folder can be written.',
      cause: error,
    });
  }
  throw new UserError(`${path} changes faster than it can be ticked.`);
};
