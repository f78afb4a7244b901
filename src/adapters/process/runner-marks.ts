import { createHash, randomUUID } from 'node:crypto';
import type { RunProcess } from '../../ports/process.ts';
import { MARK_VARIABLE } from './process-table.ts';

/**
 * Marks of what the runner starts for itself, beside agents and checks. They
 * are made of the run's folder alone, so that the next start knows them
 * although the one that died had not written down anything yet.
 */
export type RunnerMarks = {
  /** All git calls: they are short, and none ends another. */
  readonly git: string;
  /** One command that makes a worktree ready: many run at once, and each ends what it left. */
  readonly newSetup: () => string;
  /** Whether a mark is one of those commands'. */
  readonly isSetup: (mark: string) => boolean;
};

/** Enough that no two folders of a machine have the same. */
const LENGTH = 16;

/** The marks of the run that is kept in a folder (absolute). */
export const runnerMarks = (folder: string): RunnerMarks => {
  const hash = createHash('sha256').update(folder).digest('hex');
  const own = hash.slice(0, LENGTH);
  return {
    git: `${own}:git`,
    newSetup: () => `${own}:setup:${randomUUID()}`,
    isSetup: (mark) => mark.startsWith(`${own}:setup:`),
  };
};

/** Runs programs that carry a mark, as everything does that they start. */
export const withMark =
  (runProcess: RunProcess, mark: string): RunProcess =>
  (file, args, options) =>
    runProcess(file, args, {
      ...options,
      env: { ...options.env, [MARK_VARIABLE]: mark },
    });
