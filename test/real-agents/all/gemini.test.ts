import { beforeAll, describe, expect, test } from 'vitest';
import { requireAgents, skipsRealAgents } from '../installed.ts';
import { always } from '../scenarios.ts';
import { Stage } from '../stage.ts';

describe.skipIf(skipsRealAgents())('the real gemini, left to itself', () => {
  beforeAll(() => {
    requireAgents(['gemini']);
  });

  test.each([
    [429, 'rate_limit'],
    [500, 'network'],
  ])(
    'gemini that would ask a %i ten times is stopped after three',
    async (status, type) => {
      await using stage = await Stage.make(always({ status }), {
        gemini: { maxAttempts: 10 },
      });
      const { outcome } = await stage.run('gemini', 'implement', 'Do it.');
      expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
      expect(stage.server.log).toHaveLength(3);
    },
    120_000,
  );
});
