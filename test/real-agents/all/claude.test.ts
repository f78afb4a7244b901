import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { customise, noticed } from '../customise.ts';
import { requireAgents, skipsRealAgents } from '../installed.ts';
import { always } from '../scenarios.ts';
import type { Scenario, ToolCall } from '../server/scenario.ts';
import { Stage } from '../stage.ts';

const WRITE: ToolCall = { name: 'write_file', path: 'a.txt', content: 'hi\n' };
const SHELL: ToolCall = { name: 'shell', command: 'echo hi > a.txt' };

const REPORT = { status: 'completed', summary: 'done' };
const VERDICT = { task_id: '1', severity: 'none', summary: 'fine' };

/** A model that uses one tool and then answers as it was asked to. */
const after =
  (tool: ToolCall, answer: object): Scenario =>
  ({ index }) =>
    index === 0 ? { tool } : { text: JSON.stringify(answer) };

/** A user who lets every session use its shell, and more. */
const allowAll = (stage: Stage): Promise<void> =>
  writeFile(
    join(stage.dir, '.claude', 'settings.json'),
    '{"permissions":{"allow":["Bash","Write"],"defaultMode":"acceptEdits"}}',
  );

describe.skipIf(skipsRealAgents())('the real claude behind the port', () => {
  beforeAll(() => {
    requireAgents(['claude']);
  });

  test('writes a file as worker, and tells process, usage and session', async () => {
    await using stage = await Stage.make(after(WRITE, REPORT));
    const result = await stage.run('claude', 'implement', 'Do it.');
    expect(result).toMatchObject({
      outcome: { type: 'answered', text: JSON.stringify(REPORT) },
      usage: {
        input_tokens: 2400,
        cached_input_tokens: 2000,
        output_tokens: 68,
      },
      exit_code: 0,
      files_written: [stage.path('a.txt')],
    });
    expect(result.session_id).toMatch(/^[\w-]{36}$/);
    expect(await stage.files()).toEqual(['a.txt']);
    expect(stage.processes).toMatchObject([
      {
        permissions:
          '--permission-mode acceptEdits --allowedTools Bash, no sandbox',
      },
    ]);
  });

  test.each([WRITE, SHELL])(
    'changes nothing as reviewer by $name, though the user allows it',
    async (tool) => {
      await using stage = await Stage.make(after(tool, VERDICT));
      await allowAll(stage);
      const { outcome } = await stage.run('claude', 'review', 'Look.');
      expect(outcome.type).toBe('answered');
      expect(stage.server.turns).toHaveLength(2);
      expect(await stage.files()).toEqual([]);
    },
  );

  test('runs commands as worker', async () => {
    await using stage = await Stage.make(after(SHELL, REPORT));
    await stage.run('claude', 'implement', 'Do it.');
    expect(await stage.files()).toEqual(['a.txt']);
  });

  test('goes on in a session, with the usage of this attempt alone', async () => {
    await using stage = await Stage.make(after(WRITE, REPORT));
    const first = await stage.run('claude', 'implement', 'Do it.');
    const again = await stage.run('claude', 'fix', 'Again.', {
      session_id: first.session_id,
      prior_usage: first.usage,
    });
    expect(again).toMatchObject({
      outcome: { type: 'answered' },
      session_id: first.session_id,
      usage: first.usage,
    });
    const gone = await stage.run('claude', 'fix', 'Anew.', {
      session_id: '00000000-0000-4000-8000-000000000000',
    });
    expect(gone.outcome.type).toBe('answered');
  });

  test('gives its answer through the schema', async () => {
    await using stage = await Stage.make(
      always({ text: JSON.stringify(VERDICT) }),
    );
    const { outcome } = await stage.run('claude', 'review', 'Look.');
    expect(stage.server.turns[0]?.schema).toMatchObject({
      required: ['task_id', 'severity', 'summary'],
    });
    expect(outcome.type === 'answered' && JSON.parse(outcome.text)).toEqual(
      VERDICT,
    );
  });

  test.each([
    '/clear the list, then /init it',
    'See @src/secret.txt and me@example.com @Component()',
    '--help\n- first\n- "second" $HOME `x` \\n',
    '# A heading\n!ls',
  ])('is asked %j word for word', async (prompt) => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    await mkdir(stage.path('src'));
    await writeFile(stage.path('src', 'secret.txt'), 'CONTENT-OF-A-FILE');
    const { outcome } = await stage.run('claude', 'implement', prompt);
    expect(outcome.type).toBe('answered');
    const sent = stage.server.turns[0]?.prompt ?? '';
    expect(sent.endsWith(prompt)).toBe(true);
    expect(JSON.stringify(stage.server.log)).not.toContain('CONTENT-OF-A-FILE');
  });

  test('runs without what the user has set up where it is isolated', async () => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    stage.configure('claude', { isolated: true });
    await customise(stage, 'claude');
    const { outcome } = await stage.run('claude', 'implement', 'Do it.');
    expect(outcome.type).toBe('answered');
    expect(await noticed(stage)).toEqual({
      started: [],
      hasInstructions: false,
    });
    await using usual = await Stage.make(always({ text: 'fine' }));
    await customise(usual, 'claude');
    await usual.run('claude', 'implement', 'Do it.');
    expect(await noticed(usual)).toEqual({
      started: ['hook', 'mcp'],
      hasInstructions: true,
    });
  });
});

describe.skipIf(skipsRealAgents())('the real claude, when it fails', () => {
  beforeAll(() => {
    requireAgents(['claude']);
  });

  test.each([
    [401, 'auth'],
    [429, 'rate_limit'],
    [500, 'network'],
    [404, 'crash'],
  ])(
    'with a %i ends as %s, after three requests at most',
    async (status, type) => {
      await using stage = await Stage.make(always({ status }));
      const { outcome } = await stage.run('claude', 'implement', 'Do it.');
      expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
      expect(stage.server.turns.length).toBeLessThanOrEqual(3);
    },
  );

  test('with half a reply ends as network, though it calls that a success', async () => {
    await using stage = await Stage.make(always({ truncate: true }));
    const result = await stage.run('claude', 'implement', 'Do it.');
    expect(result).toMatchObject({
      exit_code: 0,
      outcome: { failure: { type: 'network' } },
    });
  });

  test('is gone when it was stopped before a silent model', async () => {
    const stop = new AbortController();
    await using stage = await Stage.make(() => {
      stop.abort();
      return { hang: true };
    });
    const { outcome } = await stage.run('claude', 'implement', 'Do it.', {
      signal: stop.signal,
    });
    expect(outcome).toMatchObject({ failure: { type: 'canceled' } });
  });
});
