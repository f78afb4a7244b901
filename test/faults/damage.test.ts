import { describe, expect, test } from 'vitest';
import { BUILT } from './arena.ts';
import { FAULTS, playFault } from './damage.ts';
import { startTwo } from './two-runners.ts';

/** Those that cost seconds, not tens of them; `npm run faults` plays all. */
const QUICK = [
  'a line in the middle of the journal is damaged',
  'worktrees are deleted between two starts',
  'an agent deletes the journal and the locks',
  'the lock is stolen while agents work',
  'the disk is full',
];

describe('what goes wrong around a run loses nothing', () => {
  test.for(FAULTS.filter(({ name }) => QUICK.includes(name)))(
    '$name',
    async (fault, { skip }) => {
      const { held, wrong } = await playFault(fault, BUILT);
      if (held === null) skip(wrong.join(''));
      expect(wrong).toEqual([]);
    },
  );

  test('the quick ones are all there', () => {
    const names = FAULTS.map(({ name }) => name);
    expect(QUICK.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test('of two runners started together one goes on, also over a dead one: 10 times', async () => {
  expect((await startTwo(10, BUILT)).wrong).toEqual([]);
});
