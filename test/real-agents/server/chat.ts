import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { objects, text, type JsonObject } from './json.ts';
import type { Said, ToolCall, ToolResult } from './scenario.ts';
import {
  sse,
  USAGE,
  type HttpAnswer,
  type Question,
  type Reading,
  type Wire,
  type WireRequest,
  type Written,
} from './wire.ts';

const error = (status: number, message: string): HttpAnswer => ({
  status,
  body: {
    error: {
      message,
      type: status >= 500 ? 'server_error' : 'invalid_request_error',
      param: null,
      code:
        { 401: 'invalid_api_key', 429: 'rate_limit_exceeded' }[status] ?? null,
    },
  },
});

const contentText = (message: JsonObject): string =>
  typeof message['content'] === 'string'
    ? message['content']
    : objects(message['content'])
        .map((part) => text(part['text']))
        .join('\n');

const callNames = (
  messages: readonly JsonObject[],
): ReadonlyMap<string, string> =>
  new Map(
    messages
      .flatMap((message) => objects(message['tool_calls']))
      .map((call) => {
        const [named] = objects([call['function']]);
        return [text(call['id']), text(named?.['name'])] as const;
      }),
  );

const questionOf = (body: JsonObject): Question => {
  const messages = objects(body['messages']);
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const since = messages.slice(at + 1);
  const names = callNames(messages);
  const prompt = messages[at];
  const system = messages.map(contentText).join('\n');
  return {
    model: text(body['model']),
    prompt: prompt === undefined ? '' : contentText(prompt),
    toolResults: since
      .filter(({ role }) => role === 'tool')
      .map((message): ToolResult => ({
        name: names.get(text(message['tool_call_id'])) ?? '',
        output: contentText(message),
      })),
    index: since.filter(({ role }) => role === 'assistant').length,
    schema: undefined,
    cwd: /orking directory: *(\/.*)$/m.exec(system)?.[1]?.trim() ?? null,
    tools: objects(body['tools'])
      .flatMap((tool) => objects([tool['function']]))
      .map((tool) => text(tool['name'])),
    conversation: null,
  };
};

const callOf = (tool: ToolCall, cwd: string | null): JsonObject => {
  const [name, args] =
    tool.name === 'shell'
      ? ['bash', { command: tool.command, description: 'Runs it' }]
      : [
          'write',
          {
            filePath: cwd === null ? tool.path : resolve(cwd, tool.path),
            content: tool.content,
          },
        ];
  return {
    index: 0,
    id: `call_${randomUUID()}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  };
};

const write = (said: Said, { body }: WireRequest): Written => {
  const id = `chatcmpl-${randomUUID()}`;
  const chunk = (rest: JsonObject): string =>
    sse({
      id,
      object: 'chat.completion.chunk',
      created: 0,
      model: text(body['model']),
      ...rest,
    });
  const delta = (part: JsonObject, finish_reason: string | null = null) =>
    chunk({ choices: [{ index: 0, delta: part, finish_reason }] });
  const message = 'tool' in said ? (said.text ?? '') : said.text;
  const call = 'tool' in said ? callOf(said.tool, questionOf(body).cwd) : null;
  const opening = delta({ role: 'assistant', content: message });
  return {
    contentType: 'text/event-stream',
    opening,
    rest: [
      ...(call === null ? [] : [delta({ tool_calls: [call] })]),
      delta({}, call === null ? 'stop' : 'tool_calls'),
      chunk({
        choices: [],
        usage: {
          prompt_tokens: USAGE.input,
          prompt_tokens_details: { cached_tokens: USAGE.cached },
          completion_tokens: USAGE.output,
          completion_tokens_details: { reasoning_tokens: USAGE.reasoning },
          total_tokens: USAGE.input + USAGE.output,
        },
      }),
      'data: [DONE]\n\n',
    ].join(''),
  };
};

const read = (request: WireRequest): Reading => {
  const { body } = request;
  if (objects(body['messages']).length === 0)
    return {
      type: 'refused',
      answer: error(400, "Missing required parameter: 'messages'."),
    };
  const question = questionOf(body);
  if (question.tools.length > 0) return { type: 'question', question };
  // Titles are asked for without tools.
  const { contentType, opening, rest } = write({ text: 'ok' }, request);
  return {
    type: 'answer',
    answer: {
      status: 200,
      headers: { 'content-type': contentType },
      body: opening + rest,
    },
  };
};

/** The Chat Completions API, which opencode speaks to providers of one's own. */
export const chatWire: Wire = {
  api: 'chat',
  matches: (method, path) =>
    method === 'POST' && path === '/v1/chat/completions',
  key: (headers) =>
    /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null,
  read,
  write,
  error,
};
