import { describe, expect, test } from 'vitest';
import { BUILT } from './arena.ts';
import { playFault } from './fault.ts';
import { FAULTS } from './faults.ts';
import { startTwo } from './two-runners.ts';

/** Those that cost seconds, not tens of them; `npm run faults` plays all. */
const QUICK = [
  'a line in the middle of the journal is damaged',
  'worktrees are deleted between two starts',
  'the disk fails at a write of the journal',
  'an agent deletes the journal and the locks',
  'the lock is stolen while agents work',
  'the disk is full',
  'it is killed while AGENT_STATE.json is written',
  'it is killed while an edit of the state is taken over',
];

/** On a machine that does something else besides. */
const LONGEST_MS = 300_000;

describe('what goes wrong around a run loses nothing', () => {
  test.for(FAULTS.filter(({ name }) => QUICK.includes(name)))(
    '$name',
    { timeout: LONGEST_MS },
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

test(
  'of two runners started together one goes on, also over a dead one: 10 times',
  { timeout: LONGEST_MS },
  async () => {
    const { wrong, overDead } = await startTwo(10, BUILT);
    expect(wrong).toEqual([]);
    expect(overDead).toBeGreaterThanOrEqual(5);
  },
);
