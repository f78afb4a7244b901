import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { lastOf, namesOf, sessionOf } from './events.ts';
import { Ground } from './ground.ts';
import { requireAgents, skipsRealAgents } from './installed.ts';
import { always, once, writesAsTold } from './scenarios.ts';

const EXEC = ['exec', '--json', '--skip-git-repo-check'];
const WRITER = [...EXEC, '-s', 'workspace-write'];
const READER = [...EXEC, '-s', 'read-only'];

const written = (ground: Ground, name: string) =>
  readFile(ground.path('repo', name), 'utf8');

const strictSchema = {
  type: 'object',
  properties: { severity: { type: 'string' }, line: { type: 'integer' } },
  required: ['severity', 'line'],
  additionalProperties: false,
};

const schemaFile = async (ground: Ground, schema: object): Promise<string> => {
  const file = ground.path('other', 'schema.json');
  await writeFile(file, JSON.stringify(schema));
  return file;
};

describe.skipIf(skipsRealAgents())('the real codex', () => {
  beforeAll(() => {
    requireAgents(['codex']);
  });

  // A free-form patch tool, a shell only, one tool that runs code.
  test.each(['gpt-5.5', 'some-other-model', 'gpt-5.6-terra'])(
    'writes a file by its own tool, as model %s is given it',
    async (model) => {
      await using ground = await Ground.make(
        once({
          name: 'write_file',
          path: 'src/a.txt',
          content: 'one\n\ntwo\n',
        }),
      );
      const run = await ground.codex([...WRITER, '-m', model, '-'], 'Write.\n');
      expect(run).toMatchObject({ code: 0, signal: null });
      expect(await written(ground, 'src/a.txt')).toBe('one\n\ntwo\n');
      expect(ground.server.turns[0]).toMatchObject({
        model,
        prompt: 'Write.\n',
        cwd: ground.path('repo'),
      });
      expect(run.events).toContainEqual(
        expect.objectContaining({
          type: 'item.completed',
          item: expect.objectContaining({
            type: 'file_change',
            status: 'completed',
            changes: [{ path: ground.path('repo', 'src/a.txt'), kind: 'add' }],
          }) as unknown,
        }),
      );
      expect(run.events.at(-2)).toMatchObject({
        type: 'item.completed',
        item: {
          type: 'agent_message',
          text: expect.stringMatching(/^done: /) as string,
        },
      });
      expect(lastOf(run)).toEqual({
        type: 'turn.completed',
        usage: {
          input_tokens: 2400,
          cached_input_tokens: 2000,
          cache_write_input_tokens: 0,
          output_tokens: 68,
          reasoning_output_tokens: 16,
        },
      });
      expect(await ground.touchedHome()).toEqual([]);
    },
  );

  test('replaces a whole file by an added one, and calls it an addition', async () => {
    await using ground = await Ground.make(
      once({ name: 'write_file', path: 'a.txt', content: 'new\n' }),
    );
    await writeFile(ground.path('repo', 'a.txt'), 'old\nold\n');
    const run = await ground.codex([...WRITER, '-'], 'Write.');
    expect(await written(ground, 'a.txt')).toBe('new\n');
    expect(run.stdout).toContain('"kind":"add"');
  });

  test('goes on in a session, elsewhere, with the usage of all its turns', async () => {
    await using ground = await Ground.make(writesAsTold);
    const first = await ground.codex([...WRITER, '-'], 'first');
    // Options of exec stand before the word resume, which has no -s and no -C.
    const again = await ground.codex(
      [...WRITER, '-C', ground.path('other'), 'resume', sessionOf(first), '-'],
      'second',
    );
    expect(again.code).toBe(0);
    expect(sessionOf(again)).toBe(sessionOf(first));
    expect(existsSync(ground.path('other', 'second.txt'))).toBe(true);
    expect(existsSync(ground.path('repo', 'second.txt'))).toBe(false);
    expect(lastOf(again)).toMatchObject({
      usage: { input_tokens: 4800, output_tokens: 136 },
    });
    const bodies = ground.server.log.map(({ body }) => JSON.stringify(body));
    expect(bodies.at(-1)).toContain('done first');
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('forgets the sandbox of a session: a resume is read-only unless told', async () => {
    await using ground = await Ground.make(writesAsTold);
    const first = await ground.codex([...WRITER, '-'], 'first');
    const again = await ground.codex(
      [...EXEC, 'resume', sessionOf(first), '-'],
      'second',
    );
    expect(again.code).toBe(0);
    expect(existsSync(ground.path('repo', 'second.txt'))).toBe(false);
  });

  test('says on stderr alone that a session is not there', async () => {
    await using ground = await Ground.make(writesAsTold);
    const id = '01a1fb9d-ebed-7b81-9eac-78333f5942e4';
    const run = await ground.codex([...WRITER, 'resume', id, '-'], 'more');
    expect(run).toMatchObject({ code: 1, events: [] });
    expect(run.stderr).toContain(`no rollout found for thread id ${id}`);
  });

  test('sends a schema in strict mode, in a resumed session too', async () => {
    await using ground = await Ground.make(
      always({ text: '{"severity":"none","line":0}' }),
    );
    const schema = await schemaFile(ground, strictSchema);
    const flags = [...READER, '--output-schema', schema];
    const first = await ground.codex([...flags, '-'], 'Review.');
    const again = await ground.codex(
      [...flags, 'resume', sessionOf(first), '-'],
      'Again.',
    );
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(ground.server.turns.map(({ schema: sent }) => sent)).toEqual([
      strictSchema,
      strictSchema,
    ]);
    expect(ground.server.log[0]?.body).toMatchObject({
      text: { format: { type: 'json_schema', strict: true } },
    });
  });

  test('ends in turn.failed with the refusal when a schema is not strict', async () => {
    await using ground = await Ground.make(always({ text: '{}' }));
    const loose = { ...strictSchema, required: ['severity'] };
    const schema = await schemaFile(ground, loose);
    const run = await ground.codex(
      [...READER, '--output-schema', schema, '-'],
      'Review.',
    );
    expect(run.code).toBe(1);
    expect(namesOf(run)).toEqual([
      'thread.started',
      'turn.started',
      'error',
      'turn.failed',
    ]);
    const { error } = lastOf(run) as { error: { message: string } };
    expect(JSON.parse(error.message)).toMatchObject({
      error: {
        code: 'invalid_json_schema',
        message: expect.stringContaining("Missing 'line'") as string,
      },
    });
    expect(ground.server.turns).toEqual([]);
  });

  test.each(['gpt-5.5', 'some-other-model', 'gpt-5.6-terra'])(
    'changes nothing in a read-only sandbox, though %s tries to write',
    async (model) => {
      await using ground = await Ground.make(
        once({ name: 'write_file', path: 'a.txt', content: 'x\n' }),
      );
      const run = await ground.codex([...READER, '-m', model, '-'], 'Review.');
      expect(run.code).toBe(0);
      expect(existsSync(ground.path('repo', 'a.txt'))).toBe(false);
      expect(ground.server.turns[1]?.toolResults[0]?.output).toContain(
        'writing is blocked by read-only sandbox',
      );
      // The attempt leaves no event behind, only a line on stderr.
      expect(run.stdout).not.toContain('file_change');
      expect(run.stderr).toContain('patch rejected');
    },
  );

  test('lets a read-only shell write nowhere, the temporary folder included', async () => {
    await using ground = await Ground.make(
      once({ name: 'shell', command: 'touch a "$TMPDIR/b" ../other/c' }),
    );
    const run = await ground.codex([...READER, '-'], 'Review.');
    expect(run.code).toBe(0);
    expect(existsSync(ground.path('repo', 'a'))).toBe(false);
    expect(existsSync(ground.path('tmp', 'b'))).toBe(false);
    expect(existsSync(ground.path('other', 'c'))).toBe(false);
    // The model sees it. Whether an event does is a matter of luck: a command
    // that a sandbox stopped is at times left out of the stream altogether.
    expect(ground.server.turns[1]?.toolResults[0]?.output).toContain(
      'Read-only file system',
    );
  });

  test('reports the exit code of a command that failed', async () => {
    await using ground = await Ground.make(
      once({ name: 'shell', command: 'echo hello; exit 3' }),
    );
    const run = await ground.codex([...WRITER, '-'], 'Run.');
    expect(run.code).toBe(0);
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'item.completed',
        item: expect.objectContaining({
          type: 'command_execution',
          command: "/bin/bash -lc 'echo hello; exit 3'",
          aggregated_output: 'hello\n',
          exit_code: 3,
          status: 'failed',
        }) as unknown,
      }),
    );
  });

  test('lets a writing shell write its folder and TMPDIR, not git, no network', async () => {
    await using ground = await Ground.make(
      once({
        name: 'shell',
        command:
          'touch a; touch "$TMPDIR/b"; touch .git/c; exec 3<>/dev/tcp/127.0.0.1/$PORT && touch d',
      }),
    );
    const { port } = new URL(ground.server.url);
    await ground.codex([...WRITER, '-'], 'Work.', { env: { PORT: port } });
    expect(existsSync(ground.path('repo', 'a'))).toBe(true);
    expect(existsSync(ground.path('tmp', 'b'))).toBe(true);
    expect(existsSync(ground.path('repo', '.git', 'c'))).toBe(false);
    expect(existsSync(ground.path('repo', 'd'))).toBe(false);
  });

  // The ground lies in the system's temporary folder, which is writable as a
  // whole: so would be every worktree beside this one.
  test.runIf(process.platform === 'linux')(
    'keeps a writing shell off the rest of /tmp only when told to',
    async () => {
      await using ground = await Ground.make(
        once({ name: 'shell', command: 'touch ../other/$NAME $TMPDIR/$NAME' }),
      );
      await mkdir(ground.path('tmp', 'x'));
      const kept = [
        '-c',
        'sandbox_workspace_write.exclude_slash_tmp=true',
      ] as const;
      await ground.codex([...WRITER, ...kept, '-'], 'Work.', {
        env: { NAME: 'kept' },
      });
      await ground.codex([...WRITER, '-'], 'Work.', { env: { NAME: 'open' } });
      expect(existsSync(ground.path('tmp', 'kept'))).toBe(true);
      expect(existsSync(ground.path('other', 'kept'))).toBe(false);
      expect(existsSync(ground.path('other', 'open'))).toBe(
        ground.path('other').startsWith('/tmp/'),
      );
    },
  );
});

const failed = (message: string) => [
  { type: 'error', message },
  { type: 'turn.failed', error: { message } },
];

describe.skipIf(skipsRealAgents())('the real codex, when it fails', () => {
  test('fails at once on 401 where it may not retry', async () => {
    await using ground = await Ground.make(always({ status: 401 }), {
      codex: { streamRetries: 0 },
    });
    const run = await ground.codex([...READER, '-'], 'Review.');
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(run.events.slice(-2)).toEqual(
      failed(
        `unexpected status 401 Unauthorized: Scripted 401, url: ${ground.server.url}/v1/responses`,
      ),
    );
    expect(ground.server.log).toHaveLength(1);
  });

  test('does not retry 429 without a retry-after, whatever it may', async () => {
    await using ground = await Ground.make(always({ status: 429 }), {
      codex: { requestRetries: 4, streamRetries: 5 },
    });
    const run = await ground.codex([...READER, '-'], 'Review.');
    expect(run.code).toBe(1);
    expect(run.events.slice(-2)).toEqual(
      failed('exceeded retry limit, last status: 429 Too Many Requests'),
    );
    expect(ground.server.log).toHaveLength(1);
  });

  test('waits out a retry-after as often as its bound allows', async () => {
    await using ground = await Ground.make(
      always({ status: 429, headers: { 'retry-after': '1' } }),
    );
    const run = await ground.codex([...READER, '-'], 'Review.');
    const limit = 'exceeded retry limit, last status: 429 Too Many Requests';
    expect(run.events.slice(-3)).toEqual([
      { type: 'error', message: `Reconnecting... 1/1 (${limit})` },
      ...failed(limit),
    ]);
    expect(ground.server.turns.map(({ tries }) => tries)).toEqual([0, 1]);
  });

  test('takes its bounds from the command line too', async () => {
    await using ground = await Ground.make(always({ status: 500 }), {
      codex: { requestRetries: 4, streamRetries: 5 },
    });
    const bounds = ['request_max_retries=0', 'stream_max_retries=0'].flatMap(
      (bound) => ['-c', `model_providers.scripted.${bound}`],
    );
    const run = await ground.codex([...READER, ...bounds, '-'], 'Review.');
    expect(run.events.slice(-2)).toEqual(
      failed(
        'We’re currently experiencing high demand, which may cause temporary errors.',
      ),
    );
    expect(ground.server.log).toHaveLength(1);
  });

  test('refuses bounds for the provider it has built in', async () => {
    await using ground = await Ground.make(always({ text: 'x' }));
    const bound = 'model_providers.openai.request_max_retries=0';
    const run = await ground.codex([...READER, '-c', bound, '-'], 'Review.');
    expect(run).toMatchObject({ code: 1, events: [] });
    expect(run.stderr).toContain('Built-in providers cannot be overridden');
  });

  test('knows the switch for endless retries, and only warns of one it does not', async () => {
    await using ground = await Ground.make(always({ text: 'fine' }));
    const known = ['-c', 'features.unbounded_connection_retries=false'];
    const run = await ground.codex([...READER, ...known, '-'], 'Review.');
    expect(run.code).toBe(0);
    expect(namesOf(run)).not.toContain('item.completed error');
    const unknown = ['-c', 'features.no_such_switch=false'];
    const warned = await ground.codex([...READER, ...unknown, '-'], 'Review.');
    expect(warned.code).toBe(0);
    expect(namesOf(warned)).toContain('item.completed error');
    const flag = ['--disable', 'no_such_switch'];
    const refused = await ground.codex([...READER, ...flag, '-'], 'Review.');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Unknown feature flag: no_such_switch');
  });

  test('repeats what it said when a stream breaks off, then fails', async () => {
    await using ground = await Ground.make(always({ truncate: true }));
    const run = await ground.codex([...READER, '-'], 'Review.');
    const cut =
      'stream disconnected before completion: stream closed before response.completed';
    const half = (id: string) => ({
      type: 'item.completed',
      item: { id, type: 'agent_message', text: 'Half a sent' },
    });
    expect(run.code).toBe(1);
    expect(run.events.slice(2)).toEqual([
      half('item_0'),
      { type: 'error', message: `Reconnecting... 1/1 (${cut})` },
      half('item_1'),
      ...failed(cut),
    ]);
  });

  test('gives up on a server that is not there', async () => {
    await using ground = await Ground.make(always({ text: 'x' }));
    await ground.server[Symbol.asyncDispose]();
    const run = await ground.codex([...READER, '-'], 'Review.');
    expect(run.code).toBe(1);
    expect(run.events.slice(-2)).toEqual(
      failed('Connection failed: error sending request'),
    );
  });

  test('dies by the signal when it is stopped while the model is silent', async () => {
    const asked = new AbortController();
    await using ground = await Ground.make(() => {
      asked.abort();
      return { hang: true };
    });
    const run = await ground.codex([...READER, '-'], 'Review.', {
      signal: asked.signal,
    });
    expect(run).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(namesOf(run)).toEqual(['thread.started', 'turn.started']);
    expect(await ground.touchedHome()).toEqual([]);
  });
});
