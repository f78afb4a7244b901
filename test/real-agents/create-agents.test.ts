import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { customise, noticed } from './customise.ts';
import { requireAgents, skipsRealAgents } from './installed.ts';
import { always, once } from './scenarios.ts';
import { Stage } from './stage.ts';

const writes = once({ name: 'write_file', path: 'a.txt', content: 'hi\n' });

describe.skipIf(skipsRealAgents())('real CLIs behind the agents port', () => {
  beforeAll(() => {
    requireAgents(['codex', 'gemini']);
  });

  test.each(['codex', 'gemini'])(
    '%s writes a file as worker, and is judged by its stream',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const result = await stage.run(backend, 'implement', 'Do it.');
      expect(result).toMatchObject({
        outcome: {
          type: 'answered',
          text: expect.stringMatching(/^done: |^\{/) as string,
        },
        usage: {
          input_tokens: 2400,
          cached_input_tokens: 2000,
          output_tokens: 68,
        },
        exit_code: 0,
      });
      expect(result.session_id).toMatch(/^[\w-]{36}$/);
      expect(result.files_written?.join()).toContain('a.txt');
      expect(await stage.files()).toEqual(['a.txt']);
      expect(stage.activity.join('\n')).toContain('a.txt');
    },
  );

  test.each(['codex', 'gemini'])(
    '%s changes nothing as reviewer, though the model tries to',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const { outcome } = await stage.run(backend, 'review', 'Look.');
      expect(outcome.type).toBe('answered');
      expect(await stage.files()).toEqual([]);
    },
  );

  test.each(['codex', 'gemini'])(
    '%s goes on in a session, with the usage of this attempt alone',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const first = await stage.run(backend, 'implement', 'Do it.');
      const second = await stage.run(backend, 'fix', 'Again.', {
        session_id: first.session_id,
        prior_usage: first.usage,
      });
      expect(second.outcome.type).toBe('answered');
      expect(second.session_id).toBe(first.session_id);
      expect(second.usage).toEqual(first.usage);
    },
  );

  test.each(['codex', 'gemini'])(
    '%s starts anew where the session is gone',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const result = await stage.run(backend, 'fix', 'Again.', {
        session_id: '00000000-0000-4000-8000-000000000000',
      });
      expect(result.outcome.type).toBe('answered');
      expect(await stage.files()).toEqual(['a.txt']);
    },
  );

  test.each([
    ['codex', 401, 'auth'],
    ['codex', 429, 'rate_limit'],
    ['codex', 500, 'network'],
    ['codex', 404, 'crash'],
    ['gemini', 401, 'auth'],
    ['gemini', 429, 'rate_limit'],
    ['gemini', 503, 'network'],
    ['gemini', 404, 'crash'],
  ])('%s that gets a %i ends as %s', async (backend, status, type) => {
    await using stage = await Stage.make(always({ status }));
    const { outcome } = await stage.run(backend, 'implement', 'Do it.');
    expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
  });

  test.each(['codex', 'gemini'])(
    '%s that gets half a reply ends as network',
    async (backend) => {
      await using stage = await Stage.make(always({ truncate: true }));
      const { outcome } = await stage.run(backend, 'implement', 'Do it.');
      expect(outcome).toMatchObject({ failure: { type: 'network' } });
    },
  );

  test.each(['codex', 'gemini'])(
    '%s is gone when it was stopped before a silent model',
    async (backend) => {
      const stop = new AbortController();
      await using stage = await Stage.make(() => {
        stop.abort();
        return { hang: true };
      });
      const { outcome } = await stage.run(backend, 'implement', 'Do it.', {
        signal: stop.signal,
      });
      expect(outcome).toMatchObject({ failure: { type: 'canceled' } });
    },
  );

  test.each([
    '/review the list\n',
    '--help\n- first\n- "second" $HOME `x` \\n @a.txt',
  ])('codex is asked %j word for word', async (prompt) => {
    await using stage = await Stage.make(always({ text: '{}' }));
    await stage.run('codex:gpt-5.6-terra', 'implement', prompt);
    expect(stage.server.turns[0]).toMatchObject({
      prompt,
      model: 'gpt-5.6-terra',
    });
  });

  test.each([
    ['codex', '-s workspace-write, network off'],
    ['gemini', '--approval-mode yolo, no sandbox'],
  ])('%s tells its process and what it may do', async (name, permissions) => {
    await using stage = await Stage.make(always({ text: '{}' }));
    await stage.run(name, 'implement', 'Do it.');
    expect(stage.processes).toEqual([
      {
        pid: expect.any(Number) as number,
        process_start: expect.stringMatching(/./) as string,
        permissions,
      },
    ]);
  });

  // A CLI that is isolated has no providers of the user's: the server is named
  // in its arguments.
  const scriptedProvider = (url: string) => [
    ...['-c', 'model_provider="scripted"'],
    '-c',
    `model_providers.scripted={name="scripted",base_url="${url}/v1",wire_api="responses",env_key="OPENAI_API_KEY"}`,
  ];

  test('codex runs without what the user has set up where it is isolated, but for AGENTS.md', async () => {
    await using stage = await Stage.make(always({ text: '{}' }));
    const args = scriptedProvider(stage.server.url);
    stage.configure('codex', { isolated: true, args });
    await customise(stage, 'codex');
    const first = await stage.run('codex', 'implement', 'Do it.');
    expect(first.outcome.type).toBe('answered');
    const again = await stage.run('codex', 'fix', 'Again.', {
      session_id: first.session_id,
    });
    expect(again.outcome.type).toBe('answered');
    expect(again.session_id).toBe(first.session_id);
    expect(await noticed(stage)).toEqual({
      started: [],
      hasInstructions: true,
    });
    stage.configure('codex', {});
    await stage.run('codex', 'implement', 'Do it.');
    expect(await noticed(stage)).toMatchObject({ started: ['mcp'] });
  });

  test('gemini runs without MCP servers where it is isolated, but with hooks and GEMINI.md', async () => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    stage.configure('gemini', { isolated: true });
    await customise(stage, 'gemini');
    const { outcome } = await stage.run('gemini', 'implement', 'Do it.');
    expect(outcome.type).toBe('answered');
    expect(await noticed(stage)).toEqual({
      started: ['hook'],
      hasInstructions: true,
    });
  });

  test('codex as reviewer is kept in its sandbox whatever is allowed to writers', async () => {
    const unsafe = '--dangerously-bypass-approvals-and-sandbox';
    await using stage = await Stage.make(writes);
    stage.configure('codex', { args: [unsafe], unsafe: [unsafe] });
    await stage.run('codex', 'review', 'Look.');
    expect(await stage.files()).toEqual([]);
    await stage.run('codex', 'implement', 'Do it.');
    expect(await stage.files()).toEqual(['a.txt']);
  });

  test('gemini gets a prompt with a slash and at signs as text', async () => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    const { outcome } = await stage.run(
      'gemini',
      'implement',
      '/help @package.json and @a.txt',
    );
    expect(outcome.type).toBe('answered');
    expect(stage.server.turns[0]?.prompt).toContain(
      '/help \\@package.json and \\@a.txt',
    );
  });

  test('codex is given the answer as a strict schema', async () => {
    await using stage = await Stage.make(always({ text: '{}' }));
    for (const role of ['assign', 'implement', 'review'] as const) {
      const { outcome } = await stage.run('codex', role, 'Do it.');
      expect(outcome).toMatchObject({ type: 'answered' });
    }
    expect(stage.server.turns.map(({ schema }) => schema)).toMatchObject([
      { required: ['dispatch_units'] },
      { additionalProperties: false },
      { additionalProperties: false },
    ]);
  });

  test('keeps the key out of the logs', async () => {
    await using stage = await Stage.make(
      once({ name: 'shell', command: 'echo "<$OPENAI_API_KEY>"' }),
    );
    const result = await stage.run('codex', 'implement', 'Do it.');
    expect(result.outcome.type).toBe('answered');
    const log = await readFile(
      join(stage.dir, 'attempts/1-implement-1/stdout.log'),
      'utf8',
    );
    expect(log).toContain('<[masked]>');
    expect(log).not.toContain('scripted-key');
  });
});
