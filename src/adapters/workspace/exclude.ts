import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RUNNER_FOLDER } from './options.ts';

/** Keeps the runner's folder out of the user's `git status`, without touching a tracked file. */
export const excludeRunnerFolder = async (file: string): Promise<void> => {
  const line = `${RUNNER_FOLDER}/`;
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split('\n').includes(line)) return;
  await mkdir(dirname(file), { recursive: true });
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  await writeFile(file, `${text}${gap}${line}\n`);
};
