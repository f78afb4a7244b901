import { describe, expect, test } from 'vitest';
import type { Reply, Scenario, Turn } from './scenario.ts';
import { ScriptedServer } from './server.ts';

const CODEX = '/v1/responses';
const GEMINI = '/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse';

const start = (scenario: Scenario, keys?: readonly string[]) =>
  ScriptedServer.start(keys === undefined ? { scenario } : { scenario, keys });

const post = (server: ScriptedServer, path: string, body: unknown, key = 'k') =>
  fetch(server.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === ''
        ? {}
        : { authorization: `Bearer ${key}`, 'x-goog-api-key': key }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const user = (text: string) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

const codexAsk = (prompt: string, more: object = {}) => ({
  model: 'gpt-5.5',
  stream: true,
  tools: [
    { type: 'function', name: 'exec_command', strict: false },
    { type: 'custom', name: 'apply_patch' },
  ],
  input: [
    user('<environment_context>\n<cwd>/w</cwd>\n</environment_context>'),
    user(prompt),
  ],
  ...more,
});

const geminiAsk = (...contents: object[]) => ({
  contents,
  tools: [{ functionDeclarations: [{ name: 'write_file' }] }],
});

const say = (text: string) => ({ role: 'user', parts: [{ text }] });
const call = { role: 'model', parts: [{ functionCall: { name: 'f' } }] };
const result = (...names: string[]) => ({
  role: 'user',
  parts: names.map((name) => ({
    functionResponse: { name, response: { output: 'fine' } },
  })),
});

const data = (stream: string): unknown[] =>
  stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line): unknown => JSON.parse(line.slice(6)));

describe('a scripted server', () => {
  test('answers codex with an event stream that ends with its usage', async () => {
    await using server = await start(() => ({ text: 'hello' }));
    const answer = await post(server, CODEX, codexAsk('Hi'));
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const events = data(await answer.text());
    expect(events).toMatchObject([
      { type: 'response.created' },
      {
        type: 'response.output_item.done',
        item: { type: 'message', content: [{ text: 'hello' }] },
      },
      {
        type: 'response.completed',
        response: { usage: { input_tokens: 1200, output_tokens: 34 } },
      },
    ]);
  });

  test('answers Gemini with a stream whose last chunk has a finish reason', async () => {
    await using server = await start(() => ({ text: 'hello' }));
    const answer = await post(server, GEMINI, geminiAsk(say('Hi')));
    const chunks = data(await answer.text());
    expect(chunks).toMatchObject([
      { candidates: [{ content: { parts: [{ text: 'hello' }] } }] },
      { candidates: [{ finishReason: 'STOP' }] },
    ]);
    expect(chunks[0]).not.toHaveProperty('candidates.0.finishReason');
  });

  test('reads role, unit, folder and tool results off what the CLI sends', async () => {
    await using server = await start(() => ({ text: 'x' }));
    const prompt = 'Role: fix\n```json\n{"dispatch_unit_id": "2.1"}\n```\n';
    const body = codexAsk(prompt);
    body.input.push(
      { type: 'custom_tool_call', call_id: 'c1', name: 'apply_patch' } as never,
      {
        type: 'custom_tool_call_output',
        call_id: 'c1',
        output: 'Success',
      } as never,
    );
    await post(server, CODEX, body);
    expect(server.turns).toMatchObject([
      {
        role: 'fix',
        unit: '2.1',
        attempt: 1,
        cwd: '/w',
        prompt,
        index: 1,
        toolResults: [{ name: 'apply_patch', output: 'Success' }],
        tools: ['exec_command', 'apply_patch'],
      },
    ]);
  });

  test('answers the last prompt of a resumed conversation, not the first', async () => {
    await using server = await start(() => ({ text: 'x' }));
    await post(
      server,
      GEMINI,
      geminiAsk(
        say('Role: implement'),
        call,
        result('f'),
        { role: 'model', parts: [{ text: 'done' }] },
        say('Role: fix'),
      ),
    );
    expect(server.turns).toMatchObject([
      { role: 'fix', index: 0, toolResults: [] },
    ]);
  });

  test('counts a repeated question as a try and a new conversation as an attempt', async () => {
    const replies: Reply[] = [{ status: 429 }, { text: 'a' }, { text: 'b' }];
    await using server = await start(() => replies.shift()!);
    for (const _ of [1, 2, 3])
      await post(server, GEMINI, geminiAsk(say('Role: review')));
    const counts = server.turns.map(({ attempt, tries }) => [attempt, tries]);
    expect(counts).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
  });

  test('counts two conversations of one unit apart when they interleave', async () => {
    await using server = await start(() => ({
      tool: { name: 'shell', command: 'true' },
    }));
    for (const turn_id of ['a', 'b', 'a', 'b'])
      await post(
        server,
        CODEX,
        codexAsk('Role: review', { client_metadata: { turn_id } }),
      );
    expect(server.turns.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 2]);
  });

  test('breaks a stream off before its end when told to', async () => {
    await using server = await start(() => ({ truncate: true, text: 'Hal' }));
    const codex = await post(server, CODEX, codexAsk('Hi'));
    const codexStream = await codex.text();
    expect(codexStream).toContain('Hal');
    expect(codexStream).not.toContain('response.completed');
    const gemini = await post(server, GEMINI, geminiAsk(say('Hi')));
    const geminiStream = await gemini.text();
    expect(geminiStream).toContain('Hal');
    expect(geminiStream).not.toContain('finishReason');
  });

  test('falls silent when told to, and still closes', async () => {
    let reached: (turn: Turn) => void = () => undefined;
    const asked = new Promise<Turn>((resolve) => (reached = resolve));
    const server = await start((turn) => {
      reached(turn);
      return { hang: true };
    });
    const answer = post(server, CODEX, codexAsk('Hi')).catch(
      (error: unknown) => error,
    );
    await asked;
    await server[Symbol.asyncDispose]();
    expect(await answer).toBeInstanceOf(Error);
    expect(server.log[0]).toMatchObject({ status: null });
  });

  test('passes on status, headers and body of a scripted failure', async () => {
    await using server = await start(() => ({
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { message: 'slow down' } },
    }));
    const answer = await post(server, CODEX, codexAsk('Hi'));
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(await answer.json()).toEqual({ error: { message: 'slow down' } });
  });

  test('shapes a failure without a body as the service would', async () => {
    await using server = await start(() => ({ status: 429 }));
    const codex = await post(server, CODEX, codexAsk('Hi'));
    expect(await codex.json()).toMatchObject({
      error: { code: 'rate_limit_exceeded' },
    });
    const gemini = await post(server, GEMINI, geminiAsk(say('Hi')));
    expect(await gemini.json()).toMatchObject({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED' },
    });
  });

  test('says what a scenario threw instead of answering', async () => {
    await using server = await start(() => {
      throw new Error('no answer for this');
    });
    const answer = await post(server, CODEX, codexAsk('Hi'));
    expect(answer.status).toBe(500);
    expect(server.log[0]?.fault).toContain('no answer for this');
  });

  test("answers Gemini's own side calls without asking the scenario", async () => {
    await using server = await start(() => ({ text: 'never' }));
    const count = await post(
      server,
      '/v1beta/models/gemini-2.5-flash:countTokens',
      { contents: [say('Hi')] },
    );
    expect(await count.json()).toEqual({ totalTokens: 1200 });
    const side = await post(
      server,
      '/v1beta/models/gemini-2.5-flash:generateContent',
      {
        contents: [say('Who is next?')],
        generationConfig: {
          responseJsonSchema: {
            type: 'object',
            properties: { next: { type: 'string', enum: ['user', 'model'] } },
          },
        },
      },
    );
    expect(await side.json()).toMatchObject({
      candidates: [{ content: { parts: [{ text: '{"next":"user"}' }] } }],
    });
    expect(server.turns).toEqual([]);
  });
});

describe('a tool result that comes twice', () => {
  const twice = () => {
    const one = { functionResponse: { id: '1', name: 'f', response: {} } };
    return geminiAsk(say('Hi'), call, { role: 'user', parts: [one, one] });
  };

  test('is accepted, because the CLI resumes sessions with such', async () => {
    await using server = await start(() => ({ text: 'x' }));
    expect((await post(server, GEMINI, twice())).status).toBe(200);
  });

  test('is refused where the server is strict about it', async () => {
    await using server = await ScriptedServer.start({
      scenario: () => ({ text: 'x' }),
      strictResults: true,
    });
    expect((await post(server, GEMINI, twice())).status).toBe(400);
  });
});

describe('a scripted server refuses', () => {
  test.each([CODEX, GEMINI])('a request without a key: %s', async (path) => {
    await using server = await start(() => ({ text: 'x' }));
    const answer = await post(server, path, codexAsk('Hi'), '');
    expect(answer.status).toBe(401);
    expect(server.turns).toEqual([]);
  });

  test('a wrong key, without repeating it', async () => {
    await using server = await start(() => ({ text: 'x' }), ['right']);
    const wrong = await post(server, CODEX, codexAsk('Hi'), 'wrong-key');
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).not.toContain('wrong-key');
    const right = await post(server, CODEX, codexAsk('Hi'), 'right');
    expect(right.status).toBe(200);
  });

  test('what is no JSON, has no input or goes nowhere', async () => {
    await using server = await start(() => ({ text: 'x' }));
    expect((await post(server, CODEX, '{"model":')).status).toBe(400);
    expect((await post(server, CODEX, { model: 'm' })).status).toBe(400);
    expect((await post(server, '/v1/nothing', {})).status).toBe(404);
    expect(server.log.map(({ status }) => status)).toEqual([400, 400, 404]);
  });

  test('a strict schema that is not strict, as the real service words it', async () => {
    await using server = await start(() => ({ text: 'x' }));
    const format = {
      type: 'json_schema',
      name: 'codex_output_schema',
      strict: true,
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { a: { type: 'string' }, b: { type: 'string' } },
        required: ['a'],
      },
    };
    const answer = await post(
      server,
      CODEX,
      codexAsk('Hi', { text: { format } }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: {
        message:
          "Invalid schema for response_format 'codex_output_schema': In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.",
        type: 'invalid_request_error',
        param: 'text.format.schema',
        code: 'invalid_json_schema',
      },
    });
    const loose = { ...format, strict: false };
    const fine = await post(
      server,
      CODEX,
      codexAsk('Hi', { text: { format: loose } }),
    );
    expect(fine.status).toBe(200);
  });

  test('a strict tool whose parameters are not strict', async () => {
    await using server = await start(() => ({ text: 'x' }));
    const parameters = { type: 'object', properties: {} };
    const tools = [{ type: 'function', name: 'f', strict: true, parameters }];
    const answer = await post(server, CODEX, codexAsk('Hi', { tools }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'invalid_function_parameters',
        param: 'tools[0].parameters',
      },
    });
  });

  test.each([
    ['none', [], 'contents is not specified'],
    ['an unknown role', [{ ...say('Hi'), role: 'system' }], 'valid role'],
    ['a message without parts', [{ role: 'user', parts: [] }], 'not be empty'],
    [
      'a result that no call asked for',
      [say('Hi'), result('f')],
      'function call turn',
    ],
    [
      'fewer results than calls',
      [say('Hi'), call, say('and?')],
      'equal to the number',
    ],
    [
      'more results than calls',
      [say('Hi'), call, result('f', 'f')],
      'equal to the number',
    ],
    [
      'a call that follows no user turn',
      [call],
      'immediately after a user turn',
    ],
  ])('Gemini contents: %s', async (_, contents, message) => {
    await using server = await start(() => ({ text: 'x' }));
    const answer = await post(server, GEMINI, geminiAsk(...contents));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: expect.stringContaining(message) as string,
      },
    });
    expect(server.turns).toEqual([]);
  });
});
