import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { customise, noticed } from '../customise.ts';
import { requireAgents, skipsRealAgents } from '../installed.ts';
import { always, once } from '../scenarios.ts';
import type { ToolCall } from '../server/scenario.ts';
import { Stage } from '../stage.ts';

const WRITE: ToolCall = { name: 'write_file', path: 'a.txt', content: 'hi\n' };
const SHELL: ToolCall = { name: 'shell', command: 'echo hi > a.txt' };

/** A project whose own agent may do everything. */
const allowAll = (stage: Stage): Promise<void> =>
  writeFile(
    stage.path('opencode.json'),
    '{"permission":"allow","agent":{"build":{"permission":{"edit":"allow","bash":"allow"}}}}',
  );

// It takes seconds to start: few cases, each with much in it.
describe.skipIf(skipsRealAgents())('the real opencode behind the port', () => {
  beforeAll(() => {
    requireAgents(['opencode']);
  });

  test('writes a file as worker, goes on in its session, and is asked word for word', async () => {
    await using stage = await Stage.make(once(WRITE));
    const prompt = '--help me with @package.json and "$HOME" `x`\n/init';
    const first = await stage.run('opencode', 'implement', prompt);
    expect(first).toMatchObject({
      outcome: {
        type: 'answered',
        text: expect.stringMatching(/^done: /) as string,
      },
      usage: {
        input_tokens: 2400,
        cached_input_tokens: 2000,
        output_tokens: 68,
      },
      exit_code: 0,
      files_written: [stage.path('a.txt')],
    });
    expect(first.session_id).toMatch(/^ses_\w+$/);
    expect(await stage.files()).toEqual(['a.txt']);
    expect(stage.server.turns[0]?.prompt).toBe(prompt);

    const again = await stage.run('opencode', 'fix', 'Again.', {
      session_id: first.session_id,
      prior_usage: first.usage,
    });
    expect(again).toMatchObject({
      outcome: { type: 'answered' },
      session_id: first.session_id,
      usage: first.usage,
    });
    expect(JSON.stringify(stage.server.log.at(-1)?.body)).toContain(
      '--help me',
    );
  });

  test.each([WRITE, SHELL])(
    'changes nothing as reviewer by $name, though the project allows it',
    async (tool) => {
      await using stage = await Stage.make(once(tool));
      await allowAll(stage);
      const { outcome } = await stage.run('opencode', 'review', '/look');
      expect(outcome.type).toBe('answered');
      expect(stage.server.turns).toHaveLength(2);
      expect(stage.server.turns[0]?.prompt).toMatch(/\n\/look$/);
      expect(await stage.files()).toEqual(['opencode.json']);
    },
  );

  test('runs without what the user has set up where it is isolated', async () => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    stage.configure('opencode', { isolated: true });
    // The user's providers are gone with the rest: the project names its own.
    await copyFile(
      join(stage.dir, '.opencode', 'config', 'opencode', 'opencode.json'),
      stage.path('opencode.json'),
    );
    await customise(stage, 'opencode');
    const { outcome } = await stage.run('opencode', 'implement', 'Do it.');
    expect(outcome).toMatchObject({ type: 'answered' });
    expect(await noticed(stage)).toEqual({
      started: [],
      hasInstructions: false,
    });
  });
});

describe.skipIf(skipsRealAgents())('the real opencode, when it fails', () => {
  beforeAll(() => {
    requireAgents(['opencode']);
  });

  test.each([
    [401, 'auth', 1],
    // It does not say that it tries again, and stops by itself.
    [429, 'rate_limit', 6],
    [500, 'network', 6],
    [404, 'crash', 1],
  ])('with a %i ends as %s', async (status, type, requests) => {
    await using stage = await Stage.make(
      always({ status, headers: { 'retry-after-ms': '50' } }),
    );
    const { outcome } = await stage.run('opencode', 'implement', 'Do it.');
    expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
    expect(stage.server.turns.length).toBeLessThanOrEqual(requests);
  });

  test('that asks for a broken reply without end is stopped, as network', async () => {
    await using stage = await Stage.make(always({ truncate: true }));
    const { outcome } = await stage.run('opencode', 'implement', 'Do it.');
    expect(outcome).toMatchObject({ failure: { type: 'network' } });
    expect(stage.server.turns.length).toBeLessThan(40);
  });

  test('is gone when it was stopped before a silent model', async () => {
    const stop = new AbortController();
    await using stage = await Stage.make(() => {
      stop.abort();
      return { hang: true };
    });
    const { outcome } = await stage.run('opencode', 'implement', 'Do it.', {
      signal: stop.signal,
    });
    expect(outcome).toMatchObject({ failure: { type: 'canceled' } });
  });
});
