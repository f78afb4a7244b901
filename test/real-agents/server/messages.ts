import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { isObject, objects, text, type JsonObject } from './json.ts';
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

const PATHS = ['/v1/messages', '/v1/messages/count_tokens'];

const ERROR_NAMES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

const error = (status: number, message: string): HttpAnswer => ({
  status,
  body: {
    type: 'error',
    error: { type: ERROR_NAMES[status] ?? 'api_error', message },
  },
});

/** The tool that the CLI adds where the answer has a schema. */
const ANSWER_TOOL = 'StructuredOutput';

const blocksOf = (message: JsonObject): readonly JsonObject[] =>
  typeof message['content'] === 'string'
    ? [{ type: 'text', text: message['content'] }]
    : objects(message['content']);

const isFraming = (block: string): boolean =>
  /^\s*<system-reminder>/.test(block);

const promptText = (message: JsonObject): string =>
  blocksOf(message)
    .map((block) => text(block['text']))
    .filter((block) => block !== '' && !isFraming(block))
    .join('\n');

const resultsIn = (message: JsonObject): readonly JsonObject[] =>
  blocksOf(message).filter((block) => block['type'] === 'tool_result');

const isPrompt = (message: JsonObject): boolean =>
  message['role'] === 'user' &&
  resultsIn(message).length === 0 &&
  promptText(message) !== '';

const resultOf =
  (messages: readonly JsonObject[]) =>
  (block: JsonObject): ToolResult => {
    const call = messages
      .flatMap(blocksOf)
      .find(({ id }) => id === block['tool_use_id']);
    return {
      name: text(call?.['name']),
      output:
        typeof block['content'] === 'string'
          ? block['content']
          : objects(block['content'])
              .map((part) => text(part['text']))
              .join('\n'),
    };
  };

const workspaceOf = (body: JsonObject): string | null => {
  const system = blocksOf({ content: body['system'] });
  const said = [...system, ...objects(body['messages']).flatMap(blocksOf)]
    .map((block) => text(block['text']))
    .join('\n');
  return /orking directory: *(\/.*)$/m.exec(said)?.[1]?.trim() ?? null;
};

const questionOf = (body: JsonObject): Question => {
  const messages = objects(body['messages']);
  const at = messages.findLastIndex(isPrompt);
  const since = messages.slice(at + 1);
  const tools = objects(body['tools']);
  const prompt = messages[at];
  return {
    model: text(body['model']),
    prompt: prompt === undefined ? '' : promptText(prompt),
    toolResults: since.flatMap(resultsIn).map(resultOf(messages)),
    index: since.filter((message) => resultsIn(message).length > 0).length,
    schema: tools.find(({ name }) => name === ANSWER_TOOL)?.['input_schema'],
    cwd: workspaceOf(body),
    tools: tools.map((tool) => text(tool['name'])),
    conversation: null,
  };
};

const toolUse = (name: string, input: JsonObject): JsonObject => ({
  type: 'tool_use',
  id: `toolu_${randomUUID()}`,
  name,
  input,
});

const callOf = (tool: ToolCall, cwd: string | null): JsonObject =>
  tool.name === 'shell'
    ? toolUse('Bash', { command: tool.command, description: 'Runs it' })
    : toolUse('Write', {
        file_path: cwd === null ? tool.path : resolve(cwd, tool.path),
        content: tool.content,
      });

const parsed = (answer: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(answer);
    return isObject(value) ? value : null;
  } catch {
    // Prose: it goes out as text.
    return null;
  }
};

/** The answer's blocks: JSON goes through the tool for it, where there is one. */
const contentOf = (said: Said, body: JsonObject): readonly JsonObject[] => {
  const message = 'tool' in said ? (said.text ?? '') : said.text;
  const takesObject = objects(body['tools']).some(
    ({ name }) => name === ANSWER_TOOL,
  );
  const object = takesObject && !('tool' in said) ? parsed(message) : null;
  if (object !== null) return [toolUse(ANSWER_TOOL, object)];
  return [
    ...('tool' in said && message === ''
      ? []
      : [{ type: 'text', text: message }]),
    ...('tool' in said ? [callOf(said.tool, workspaceOf(body))] : []),
  ];
};

const messageOf = (
  content: readonly JsonObject[],
  body: JsonObject,
): JsonObject => ({
  id: `msg_${randomUUID()}`,
  type: 'message',
  role: 'assistant',
  model: text(body['model']),
  content,
  stop_reason: content.some(({ type }) => type === 'tool_use')
    ? 'tool_use'
    : 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: USAGE.input - USAGE.cached,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: USAGE.cached,
    output_tokens: USAGE.output,
  },
});

const event = (type: string, data: JsonObject): string =>
  sse({ type, ...data }, type);

const blockEvents = (block: JsonObject, index: number): string => {
  const isText = block['type'] === 'text';
  return [
    event('content_block_start', {
      index,
      content_block: isText
        ? { type: 'text', text: '' }
        : { ...block, input: {} },
    }),
    event('content_block_delta', {
      index,
      delta: isText
        ? { type: 'text_delta', text: block['text'] }
        : {
            type: 'input_json_delta',
            partial_json: JSON.stringify(block['input']),
          },
    }),
    event('content_block_stop', { index }),
  ].join('');
};

const write = (said: Said, { body }: WireRequest): Written => {
  const content = contentOf(said, body);
  const message = messageOf(content, body);
  if (body['stream'] !== true)
    return {
      contentType: 'application/json',
      opening: '',
      rest: JSON.stringify(message),
    };
  const { stop_reason, stop_sequence, usage } = message;
  const blocks = content.map(blockEvents);
  return {
    contentType: 'text/event-stream',
    opening:
      event('message_start', {
        message: { ...message, content: [], stop_reason: null },
      }) + (blocks[0] ?? ''),
    rest:
      blocks.slice(1).join('') +
      event('message_delta', {
        delta: { stop_reason, stop_sequence },
        usage: { output_tokens: (usage as JsonObject)['output_tokens'] },
      }) +
      event('message_stop', {}),
  };
};

const read = (request: WireRequest): Reading => {
  const { body } = request;
  if (request.path.endsWith('/count_tokens'))
    return {
      type: 'answer',
      answer: { status: 200, body: { input_tokens: USAGE.input } },
    };
  if (objects(body['messages']).length === 0)
    return {
      type: 'refused',
      answer: error(400, 'messages: Field required'),
    };
  const question = questionOf(body);
  if (question.tools.length > 0) return { type: 'question', question };
  // Titles, summaries and the like are asked for without tools.
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

/** The Messages API, which Claude Code speaks. */
export const messagesWire: Wire = {
  api: 'messages',
  matches: (method, path) => method === 'POST' && PATHS.includes(path),
  key: (headers) =>
    text(headers['x-api-key']) ||
    /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ||
    null,
  read,
  write,
  error,
};
