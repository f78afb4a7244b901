import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { lastOf, namesOf, sessionOf } from './events.ts';
import { Ground } from './ground.ts';
import { requireAgents, skipsRealAgents } from './installed.ts';
import { always, once, writesAsTold } from './scenarios.ts';

const BASE = ['--output-format', 'stream-json', '--model', 'gemini-2.5-pro'];
const WRITER = [...BASE, '--approval-mode', 'yolo'];
const READER = [...BASE, '--approval-mode', 'plan'];

describe.skipIf(skipsRealAgents())('the real gemini', () => {
  beforeAll(() => {
    requireAgents(['gemini']);
  });

  test('writes a file by its own tool', async () => {
    await using ground = await Ground.make(
      once({ name: 'write_file', path: 'src/a.txt', content: 'one\n\ntwo\n' }),
    );
    const run = await ground.gemini(WRITER, 'Write.\n');
    expect(run).toMatchObject({ code: 0, signal: null });
    expect(await readFile(ground.path('repo', 'src/a.txt'), 'utf8')).toBe(
      'one\n\ntwo\n',
    );
    expect(ground.server.turns[0]).toMatchObject({
      model: 'gemini-2.5-pro',
      prompt: 'Write.\n',
      cwd: ground.path('repo'),
    });
    expect(run.events).toMatchObject([
      { type: 'init', model: 'gemini-2.5-pro' },
      { type: 'message', role: 'user', content: 'Write.\n' },
      { type: 'message', role: 'assistant', content: 'Working.', delta: true },
      {
        type: 'tool_use',
        tool_name: 'write_file',
        parameters: { file_path: ground.path('repo', 'src/a.txt') },
      },
      { type: 'tool_result', status: 'success' },
      {
        type: 'message',
        role: 'assistant',
        content: expect.stringMatching(/^done: Successfully created/) as string,
      },
      {
        type: 'result',
        status: 'success',
        stats: { input_tokens: 2400, output_tokens: 68, cached: 2000 },
      },
    ]);
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('calls a shell command that failed a success, with its code as output', async () => {
    await using ground = await Ground.make(
      once({ name: 'shell', command: 'touch ran; exit 3' }),
    );
    const run = await ground.gemini(WRITER, 'Run.');
    expect(existsSync(ground.path('repo', 'ran'))).toBe(true);
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'tool_result',
        status: 'success',
        output: 'Command exited with code: 3',
      }),
    );
  });

  test('changes nothing in plan mode, though the model tries to write', async () => {
    await using ground = await Ground.make(
      once({ name: 'write_file', path: 'a.txt', content: 'x\n' }),
    );
    const run = await ground.gemini(READER, 'Review.');
    expect(run.code).toBe(0);
    expect(existsSync(ground.path('repo', 'a.txt'))).toBe(false);
    expect(run.events).toContainEqual(
      expect.objectContaining({
        type: 'tool_result',
        status: 'error',
        output: expect.stringMatching(/^Access denied: plan path/) as string,
      }),
    );
    expect(lastOf(run)).toMatchObject({ status: 'success' });
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('has no shell in plan mode', async () => {
    await using ground = await Ground.make(
      once({ name: 'shell', command: 'touch ran' }),
    );
    await ground.gemini(READER, 'Review.');
    expect(existsSync(ground.path('repo', 'ran'))).toBe(false);
    expect(ground.server.turns[0]?.tools).not.toContain('run_shell_command');
  });

  test('goes on in a session in the same folder, counting usage anew', async () => {
    await using ground = await Ground.make(writesAsTold);
    const first = await ground.gemini(WRITER, 'first');
    const session = ['--resume', sessionOf(first)];
    const again = await ground.gemini([...WRITER, ...session], 'second');
    expect(again.code).toBe(0);
    expect(sessionOf(again)).toBe(sessionOf(first));
    expect(existsSync(ground.path('repo', 'second.txt'))).toBe(true);
    expect(lastOf(again)).toMatchObject({ stats: { input_tokens: 2400 } });
    expect(JSON.stringify(ground.server.log.at(-1)?.body)).toContain(
      'done first',
    );
    const elsewhere = await ground.gemini([...WRITER, ...session], 'third', {
      cwd: ground.path('other'),
    });
    expect(elsewhere).toMatchObject({ code: 42, events: [] });
    expect(elsewhere.stderr).toContain('No previous sessions found');
  });

  test('sends every tool result of a resumed session twice', async () => {
    await using ground = await Ground.make(writesAsTold, {
      server: { strictResults: true },
    });
    const first = await ground.gemini(WRITER, 'first');
    const again = await ground.gemini(
      [...WRITER, '--resume', sessionOf(first)],
      'second',
    );
    expect(again.code).toBe(400 % 256);
    expect(JSON.stringify(lastOf(again))).toContain(
      'number of function response parts is equal to',
    );
  });

  test('puts the content of a file that the prompt names with @ into it', async () => {
    await using ground = await Ground.make(always({ text: 'fine' }));
    await writeFile(ground.path('repo', 'a.txt'), 'SECRET\n');
    await ground.gemini(READER, 'See @a.txt and me@example.com.');
    const [turn] = ground.server.turns;
    expect(turn?.prompt).toContain('SECRET');
    // Even where nothing is read, the text is not the one that was sent.
    expect(turn?.prompt).toContain('me @example.com');
  });
});

describe.skipIf(skipsRealAgents())('the real gemini, when it fails', () => {
  test.each([
    [
      401,
      1,
      '{"error":{"code":401,"message":"Scripted 401","status":"UNAUTHENTICATED"}}',
    ],
    [429, 2, 'Scripted 429'],
    [
      500,
      2,
      '{"error":{"code":500,"message":"Scripted 500","status":"INTERNAL"}}',
    ],
  ])(
    'ends with %i as its exit code after %i requests',
    async (status, requests, message) => {
      await using ground = await Ground.make(always({ status }));
      const run = await ground.gemini(WRITER, 'Write.');
      expect(run.code).toBe(status % 256);
      expect(namesOf(run)).toEqual(['init', 'message', 'result']);
      expect(lastOf(run)).toMatchObject({
        status: 'error',
        error: {
          type: 'unknown',
          message: expect.stringContaining(`[API Error: ${message}]`) as string,
        },
      });
      expect(ground.server.log).toHaveLength(requests);
      expect(await ground.touchedHome()).toEqual([]);
    },
  );

  test('ends with exit code 0 and a result of status error on a broken stream', async () => {
    await using ground = await Ground.make(always({ truncate: true }));
    const run = await ground.gemini(WRITER, 'Write.');
    expect(run.code).toBe(0);
    expect(namesOf(run)).toEqual([
      'init',
      'message',
      'message',
      'message',
      'error',
      'result',
    ]);
    expect(run.events.at(-2)).toMatchObject({
      severity: 'error',
      message: 'Model stream ended without a finish reason.',
    });
    expect(lastOf(run)).toMatchObject({ status: 'error' });
    expect(lastOf(run)).not.toHaveProperty('error');
  });

  test('ends with exit code 0 and no result when it is stopped', async () => {
    const asked = new AbortController();
    await using ground = await Ground.make(() => {
      asked.abort();
      return { hang: true };
    });
    const run = await ground.gemini(WRITER, 'Write.', { signal: asked.signal });
    expect(run).toMatchObject({ code: 0, signal: null });
    expect(namesOf(run)).toEqual(['init', 'message']);
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('will not start without a key', async () => {
    await using ground = await Ground.make(always({ text: 'x' }));
    const run = await ground.gemini(WRITER, 'Write.', {
      env: { GEMINI_API_KEY: '' },
    });
    expect(run).toMatchObject({ code: 41, events: [] });
    expect(ground.server.log).toEqual([]);
  });
});
