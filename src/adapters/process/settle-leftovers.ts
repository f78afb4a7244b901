import { setTimeout as wait } from 'node:timers/promises';
import type { Edge } from './edge.ts';
import { reap } from './reap.ts';
import type { RunnerMarks } from './runner-marks.ts';

/** Git of a dead runner is waited for as long as a lock of git's is. */
const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/**
 * After the death of a runner, before anything touches the repository: its git
 * calls are let come to their end, since one that is torn apart leaves a lock
 * and half a checkout; what takes too long is ended. Commands that make a
 * worktree ready are ended at once: they run again.
 */
export const settleLeftovers = async (
  edge: Pick<Edge, 'scan' | 'graceMs'>,
  marks: RunnerMarks,
  patienceMs = PATIENCE_MS,
): Promise<void> => {
  const left = await marksLeft(edge);
  await reap({ marks: left.filter(marks.isSetup), processes: [] }, edge);
  const until = performance.now() + patienceMs;
  while ((await marksLeft(edge)).includes(marks.git)) {
    if (performance.now() >= until) {
      await reap({ marks: [marks.git], processes: [] }, edge);
      return;
    }
    await wait(POLL_MS);
  }
};

const marksLeft = async ({ scan }: Pick<Edge, 'scan'>): Promise<string[]> =>
  (await scan()).flatMap(({ mark }) => mark ?? []);
