import { describe, expect, test } from 'vitest';
import { BUILT } from './arena.ts';
import { playCampaign, undisturbed, type Played } from './campaign.ts';
import { SHORT_LIVES } from './short-lives.ts';
import { eventsOf } from './tally.ts';

/** On a machine that does something else besides. */
const LONGEST_MS = 400_000;

/*
 * The forty kills of short-lives.ts. `npm run faults` has as many as one likes,
 * and every place there is.
 */
describe('a run that is killed again and again comes to the end of one that is not', () => {
  const lived: Played[] = [];
  const expectedOf = undisturbed(BUILT);

  test.for(SHORT_LIVES)(
    '$name',
    { timeout: LONGEST_MS },
    async (plan, { expect }) => {
      const [life] = await playCampaign([plan], {
        ...{ bin: BUILT, lanes: 1, keepsBroken: false, expectedOf },
        onLife: (played) => lived.push(played),
      });
      expect(life?.wrong).toEqual([]);
      expect(life?.kills.length).toBeGreaterThan(plan.kills.length / 2);
    },
  );

  test('each kind of event was the boundary of a kill', ({ skip }) => {
    // Picked out one by one there is nothing to add up.
    if (lived.length < SHORT_LIVES.length) skip();
    const hit = new Set(lived.flatMap(({ kills }) => kills).flatMap(eventsOf));
    const written = new Set(lived.flatMap(({ types }) => [...types]));
    expect([...written].filter((type) => !hit.has(type))).toEqual([]);
  });
});
