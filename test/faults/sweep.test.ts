import { beforeAll, describe, expect, test } from 'vitest';
import type { Isolation } from '../../src/model/event.ts';
import { live, randomKills } from './sweep.ts';

/*
 * Forty kills in five lives, at journal writes, git calls and moments that a
 * fixed seed chooses. `npm run faults` has as many as one likes.
 */
const KILLS = 8;
const LIVES: readonly { readonly mode: Isolation; readonly seed: number }[] = [
  { mode: 'worktree', seed: 1 },
  { mode: 'worktree', seed: 2 },
  { mode: 'worktree', seed: 3 },
  { mode: 'worktree', seed: 4 },
  { mode: 'shared', seed: 5 },
];
/** On a machine that does something else besides. */
const LONGEST_MS = 300_000;

describe('a run that is killed eight times comes to the end of one that is not', () => {
  const undisturbed = new Map<Isolation, string>();

  beforeAll(async () => {
    for (const mode of ['worktree', 'shared'] as const) {
      const life = await live({ mode, seed: 0, kills: [] });
      expect(life.wrong).toEqual([]);
      undisturbed.set(mode, life.result);
    }
  }, LONGEST_MS);

  test.for(LIVES)(
    '$mode, seed $seed',
    { timeout: LONGEST_MS },
    async ({ mode, seed }) => {
      const kills = randomKills(seed, { count: KILLS, mode });
      const life = await live({ mode, seed, kills });
      expect(life.wrong).toEqual([]);
      expect(life.result).toBe(undisturbed.get(mode));
      expect(life.kills.length).toBeGreaterThan(KILLS / 4);
    },
  );
});
