import { randomUUID } from 'node:crypto';
import { isObject, objects, text, type JsonObject } from './json.ts';
import { toolItem } from './responses-call.ts';
import type { Said, ToolResult } from './scenario.ts';
import { strictSchemaFault } from './strict-schema.ts';
import {
  sse,
  USAGE,
  type HttpAnswer,
  type Question,
  type Reading,
  type Wire,
  type WireRequest,
} from './wire.ts';

const error = (status: number, message: string): HttpAnswer => ({
  status,
  body: {
    error: {
      message,
      type:
        status === 429
          ? 'requests'
          : status >= 500
            ? 'server_error'
            : 'invalid_request_error',
      param: null,
      code:
        { 401: 'invalid_api_key', 429: 'rate_limit_exceeded' }[status] ?? null,
    },
  },
});

const refusedSchema = (
  what: string,
  fault: string,
  where: { param: string; code: string },
): Reading => ({
  type: 'refused',
  answer: {
    status: 400,
    body: {
      error: {
        message: `Invalid schema for ${what}: ${fault}`,
        type: 'invalid_request_error',
        ...where,
      },
    },
  },
});

const findSchemaFault = (body: JsonObject): Reading | null => {
  const format = isObject(body['text']) ? body['text']['format'] : undefined;
  if (isObject(format) && format['strict'] === true) {
    const fault = strictSchemaFault(format['schema']);
    if (fault !== null)
      return refusedSchema(`response_format '${text(format['name'])}'`, fault, {
        param: 'text.format.schema',
        code: 'invalid_json_schema',
      });
  }
  for (const [i, tool] of objects(body['tools']).entries()) {
    if (tool['strict'] !== true) continue;
    const fault = strictSchemaFault(tool['parameters']);
    if (fault !== null)
      return refusedSchema(`function '${text(tool['name'])}'`, fault, {
        param: `tools[${i}].parameters`,
        code: 'invalid_function_parameters',
      });
  }
  return null;
};

const contentText = (item: JsonObject): string =>
  typeof item['content'] === 'string'
    ? item['content']
    : objects(item['content'])
        .map((part) => text(part['text']))
        .join('\n');

/** The CLI's own framing comes as user messages too; a prompt is none of these. */
const isFraming = (message: string): boolean =>
  /^\s*(<(environment_context|user_instructions|skills?|turn_aborted)|# AGENTS\.md)/.test(
    message,
  );

const isPrompt = (item: JsonObject): boolean =>
  item['role'] === 'user' && !isFraming(contentText(item));

const outputText = (output: unknown): string =>
  typeof output === 'string'
    ? output
    : objects(output)
        .map((part) => text(part['text']))
        .join('\n');

const toolResultsOf = (items: readonly JsonObject[]): readonly ToolResult[] =>
  items
    .filter((item) => text(item['type']).endsWith('_call_output'))
    .map((item) => ({
      name: text(
        items.find(
          (call) =>
            call['call_id'] === item['call_id'] && call['name'] !== undefined,
        )?.['name'],
      ),
      output: outputText(item['output']),
    }));

const toolNames = (body: JsonObject): readonly string[] => {
  const inInput = objects(body['input'])
    .filter((item) => item['type'] === 'additional_tools')
    .flatMap((item) => objects(item['tools']))
    .flatMap((tool) => [tool, ...objects(tool['tools'])]);
  return [...objects(body['tools']), ...inInput].map(
    (tool) => text(tool['name']) || text(tool['type']),
  );
};

const questionOf = (body: JsonObject): Question => {
  const input = objects(body['input']);
  const at = input.findLastIndex(isPrompt);
  const since = input.slice(at + 1);
  const toolResults = toolResultsOf(since);
  const meta = isObject(body['client_metadata']) ? body['client_metadata'] : {};
  const cwd = /<cwd>(.*?)<\/cwd>/.exec(input.map(contentText).join('\n'));
  const format = isObject(body['text']) ? body['text']['format'] : undefined;
  const prompt = input[at];
  return {
    model: text(body['model']),
    prompt: prompt === undefined ? '' : contentText(prompt),
    toolResults,
    index: toolResults.length,
    schema: isObject(format) ? format['schema'] : undefined,
    cwd: cwd?.[1] ?? null,
    tools: toolNames(body),
    conversation: text(meta['turn_id']) || null,
  };
};

const messageItem = (message: string): JsonObject => ({
  type: 'message',
  id: `msg_${randomUUID()}`,
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: message, annotations: [] }],
});

const event = (type: string, data: JsonObject): string =>
  sse({ type, ...data }, type);

const completed = (id: string): string =>
  event('response.completed', {
    response: {
      id,
      status: 'completed',
      usage: {
        input_tokens: USAGE.input,
        input_tokens_details: { cached_tokens: USAGE.cached },
        output_tokens: USAGE.output,
        output_tokens_details: { reasoning_tokens: USAGE.reasoning },
        total_tokens: USAGE.input + USAGE.output,
      },
    },
  });

const write = (said: Said, request: WireRequest) => {
  const id = `resp_${randomUUID()}`;
  const message = 'tool' in said ? (said.text ?? '') : said.text;
  const items = [
    ...('tool' in said && message === '' ? [] : [messageItem(message)]),
    ...('tool' in said ? [toolItem(said.tool, request.body)] : []),
  ];
  const done = items.map((item, output_index) =>
    event('response.output_item.done', { output_index, item }),
  );
  return {
    contentType: 'text/event-stream',
    opening: event('response.created', { response: { id } }) + (done[0] ?? ''),
    rest: done.slice(1).join('') + completed(id),
  };
};

const read = (request: WireRequest): Reading => {
  const { body } = request;
  if (!Array.isArray(body['input']) || text(body['model']) === '')
    return {
      type: 'refused',
      answer: error(400, "Missing required parameter: 'input' or 'model'."),
    };
  return (
    findSchemaFault(body) ?? { type: 'question', question: questionOf(body) }
  );
};

/** The Responses API, which codex speaks. */
export const responsesWire: Wire = {
  api: 'responses',
  matches: (method, path) => method === 'POST' && path === '/v1/responses',
  key: (headers) =>
    /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null,
  read,
  write,
  error,
};
