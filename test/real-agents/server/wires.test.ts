import { describe, expect, test } from 'vitest';
import type { Scenario } from './scenario.ts';
import { ScriptedServer } from './server.ts';

const CLAUDE = '/v1/messages?beta=true';
const OPENCODE = '/v1/chat/completions';

const post = async (server: ScriptedServer, path: string, body: object) => {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
};

const writes: Scenario = ({ index }) =>
  index === 0
    ? {
        text: 'Working.',
        tool: { name: 'write_file', path: 'a.txt', content: 'hi\n' },
      }
    : { text: 'done' };

const claudeAsk = (more: object = {}) => ({
  model: 'claude-x',
  stream: true,
  system: [{ type: 'text', text: '- Primary working directory: /w/repo\n' }],
  tools: [{ name: 'Write' }, { name: 'Bash' }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: '<system-reminder>rules</system-reminder>' },
        { type: 'text', text: 'Do it.' },
      ],
    },
  ],
  ...more,
});

const opencodeAsk = (messages: readonly object[] = []) => ({
  model: 'm',
  stream: true,
  tools: [{ type: 'function', function: { name: 'write' } }],
  messages: [
    { role: 'system', content: 'Working directory: /w/repo\n' },
    { role: 'user', content: 'Do it.' },
    ...messages,
  ],
});

describe("Claude Code's protocol", () => {
  test('is answered with a stream of blocks that ends with its reason', async () => {
    await using server = await ScriptedServer.start({ scenario: writes });
    const { text } = await post(server, CLAUDE, claudeAsk());
    const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    const block = [
      ...['content_block_start', 'content_block_delta', 'content_block_stop'],
    ];
    expect(names).toEqual([
      'message_start',
      ...block,
      ...block,
      'message_delta',
      'message_stop',
    ]);
    expect(text).toContain('"file_path\\":\\"/w/repo/a.txt');
    expect(text).toContain('"stop_reason":"tool_use"');
    expect(server.turns).toMatchObject([
      { prompt: 'Do it.', cwd: '/w/repo', tools: ['Write', 'Bash'], index: 0 },
    ]);
  });

  test('is answered as a whole where no stream is wanted, as after a broken one', async () => {
    await using server = await ScriptedServer.start({ scenario: writes });
    const asked = claudeAsk({ stream: false });
    const { text } = await post(server, CLAUDE, asked);
    expect(JSON.parse(text)).toMatchObject({
      type: 'message',
      content: [{ type: 'text' }, { type: 'tool_use', name: 'Write' }],
      usage: { input_tokens: 200, cache_read_input_tokens: 1000 },
    });
  });

  test('has tool results read off it, and an answer goes through its schema', async () => {
    await using server = await ScriptedServer.start({
      scenario: ({ index }) =>
        index === 1 ? { text: '{"a":1}' } : { text: '' },
    });
    const base = claudeAsk();
    const { text } = await post(server, CLAUDE, {
      ...base,
      tools: [
        ...base.tools,
        { name: 'StructuredOutput', input_schema: { x: 1 } },
      ],
      messages: [
        ...base.messages,
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 't1', name: 'Write', input: {} }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }],
        },
      ],
    });
    expect(server.turns).toMatchObject([
      {
        index: 1,
        toolResults: [{ name: 'Write', output: 'ok' }],
        schema: { x: 1 },
      },
    ]);
    expect(text).toContain('"name":"StructuredOutput"');
  });

  test('leaves side calls and counts to the server', async () => {
    await using server = await ScriptedServer.start({ scenario: writes });
    await post(server, CLAUDE, claudeAsk({ tools: [] }));
    await post(server, '/v1/messages/count_tokens', claudeAsk());
    expect(server.turns).toEqual([]);
    const refused = await post(server, CLAUDE, { model: 'x' });
    expect(refused.status).toBe(400);
  });
});

describe("opencode's protocol", () => {
  test('is answered with chunks, a reason, its usage and an end', async () => {
    await using server = await ScriptedServer.start({ scenario: writes });
    const { text } = await post(server, OPENCODE, opencodeAsk());
    expect(text).toContain('\\"filePath\\":\\"/w/repo/a.txt\\"');
    expect(text).toContain('"finish_reason":"tool_calls"');
    expect(text).toContain('"prompt_tokens":1200');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(server.turns).toMatchObject([
      { prompt: 'Do it.', cwd: '/w/repo', tools: ['write'], index: 0 },
    ]);
  });

  test('has tool results read off it', async () => {
    await using server = await ScriptedServer.start({ scenario: writes });
    const call = { id: 'c1', function: { name: 'write', arguments: '{}' } };
    const { text } = await post(
      server,
      OPENCODE,
      opencodeAsk([
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: 'ok' },
      ]),
    );
    expect(server.turns).toMatchObject([
      { index: 1, toolResults: [{ name: 'write', output: 'ok' }] },
    ]);
    expect(text).toContain('"finish_reason":"stop"');
  });

  test('breaks off without its end when told to', async () => {
    await using server = await ScriptedServer.start({
      scenario: () => ({ truncate: true }),
    });
    const { text } = await post(server, OPENCODE, opencodeAsk());
    expect(text).not.toContain('[DONE]');
  });
});
