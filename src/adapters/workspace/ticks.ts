import { lstat, readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Bench } from './bench.ts';
import { workdirIn } from './layout.ts';
import { parseStatus } from './status.ts';

/** A list item's box: the one character in it is all a tick changes. */
const BOX = /^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+\\?\[)[^\]](\\?\])/;

const withoutMarks = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(BOX, '$1 $2'))
    .join('\n');

type TickOptions = {
  readonly tasksFile: string;
  readonly target: string | null;
  readonly spec: string;
  readonly specName: string;
};

/**
 * Commits the ticks of tasks.md by themselves: only where the file is tracked,
 * differs from HEAD in marks alone, and HEAD is the branch that was landed on.
 */
export const commitTickMarks = async (
  bench: Bench,
  options: TickOptions,
): Promise<string | null> => {
  const { git, top } = bench;
  const { tasksFile } = options;
  const file = isAbsolute(tasksFile)
    ? tasksFile
    : resolve(workdirIn(bench.layout, top), tasksFile);
  const stays = (why: string): string => `${tasksFile} stays modified: ${why}.`;
  if ((await lstat(file).catch(() => null))?.isFile() !== true) return null;
  const cwd = join(file, '..');
  const status = await git(
    ['status', '--porcelain=v2', '--branch', '-z', '--', `:(literal)${file}`],
    { cwd },
  );
  const { branch, entries } = parseStatus(status.stdout);
  const [entry] = entries;
  if (entry === undefined || entry.code === '??') return null;
  if (options.target === null || branch !== options.target)
    return stays(`HEAD is not on ${options.target ?? 'a branch'}`);
  const head = await git(['cat-file', '--filters', `HEAD:${entry.path}`], {
    cwd: top,
    exitCodes: [0, 128],
  });
  const now = await readFile(file, 'utf8');
  if (head.exitCode !== 0) return stays('it is not in HEAD');
  if (withoutMarks(head.stdout) !== withoutMarks(now))
    return stays('it has other changes beside the marks');
  const message = `Tick ${options.specName}\n\nOrchestration-Spec: ${options.spec}\n`;
  const made = await git(
    ['commit', '--quiet', '--only', '-F', '-', '--', `:(literal)${file}`],
    { cwd, input: message, exitCodes: 'any' },
  );
  return made.exitCode === 0
    ? `The marks in ${tasksFile} were committed.`
    : stays(`git commit said: ${made.stderr.trim()}`);
};
