import { resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { exampleOf } from './example-of.ts';
import { contentsFault, partsOf, partsWith } from './gemini-contents.ts';
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
} from './wire.ts';

const PATH =
  /^\/v1(?:beta)?\/models\/([^/:]+):(streamGenerateContent|generateContent|countTokens)$/;

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const error = (status: number, message: string): HttpAnswer => ({
  status,
  body: {
    error: { code: status, message, status: STATUS_NAMES[status] ?? 'UNKNOWN' },
  },
});

const isPrompt = (content: JsonObject): boolean =>
  content['role'] !== 'model' &&
  partsWith(content, 'functionResponse').length === 0 &&
  promptText(content) !== '';

const isFraming = (part: string): boolean => /^\s*<session_context>/.test(part);

const promptText = (content: JsonObject): string =>
  partsOf(content)
    .map((part) => text(part['text']))
    .filter((part) => !isFraming(part))
    .join('\n');

const resultOf = (part: JsonObject): readonly ToolResult[] => {
  const { functionResponse } = part;
  if (!isObject(functionResponse)) return [];
  const response = functionResponse['response'];
  const output = isObject(response)
    ? (response['output'] ?? response['error'])
    : response;
  return [
    {
      name: text(functionResponse['name']),
      output: typeof output === 'string' ? output : JSON.stringify(output),
    },
  ];
};

const toolNames = (body: JsonObject): readonly string[] =>
  objects(body['tools'])
    .flatMap((group) => objects(group['functionDeclarations']))
    .map((tool) => text(tool['name']));

const workspaceOf = (contents: readonly JsonObject[]): string | null => {
  const framing = contents
    .flatMap(partsOf)
    .map((part) => text(part['text']))
    .filter(isFraming)
    .join('\n');
  return (
    /Workspace Director(?:y|ies):\**\s+- (.+)$/m.exec(framing)?.[1]?.trim() ??
    null
  );
};

const questionOf = (model: string, body: JsonObject): Question => {
  const contents = objects(body['contents']);
  const at = contents.findLastIndex(isPrompt);
  const since = contents.slice(at + 1);
  const config = isObject(body['generationConfig'])
    ? body['generationConfig']
    : {};
  const prompt = contents[at];
  return {
    model,
    prompt: prompt === undefined ? '' : promptText(prompt),
    toolResults: since.flatMap(partsOf).flatMap(resultOf),
    index: since.filter(
      (content) => partsWith(content, 'functionResponse').length > 0,
    ).length,
    schema: config['responseJsonSchema'] ?? config['responseSchema'],
    cwd: workspaceOf(contents),
    tools: toolNames(body),
    conversation: null,
  };
};

const functionCall = (tool: ToolCall, cwd: string | null): JsonObject => ({
  id: `fc_${randomUUID()}`,
  ...(tool.name === 'shell'
    ? { name: 'run_shell_command', args: { command: tool.command } }
    : {
        name: 'write_file',
        args: {
          file_path: cwd === null ? tool.path : resolve(cwd, tool.path),
          content: tool.content,
        },
      }),
});

const chunk = (parts: readonly JsonObject[], isLast: boolean): JsonObject => ({
  candidates: [
    {
      content: { role: 'model', parts },
      index: 0,
      ...(isLast ? { finishReason: 'STOP' } : {}),
    },
  ],
  ...(isLast
    ? {
        usageMetadata: {
          promptTokenCount: USAGE.input,
          cachedContentTokenCount: USAGE.cached,
          candidatesTokenCount: USAGE.output,
          thoughtsTokenCount: USAGE.reasoning,
          totalTokenCount: USAGE.input + USAGE.output + USAGE.reasoning,
        },
      }
    : {}),
});

const write = (said: Said, request: WireRequest) => {
  const cwd = workspaceOf(objects(request.body['contents']));
  const message = 'tool' in said ? (said.text ?? '') : said.text;
  const first = message === '' ? [] : [{ text: message }];
  const call =
    'tool' in said ? [{ functionCall: functionCall(said.tool, cwd) }] : [];
  if (!request.path.endsWith(':streamGenerateContent'))
    return {
      contentType: 'application/json',
      opening: '',
      rest: JSON.stringify(chunk([...first, ...call], true)),
    };
  return {
    contentType: 'text/event-stream',
    opening: first.length === 0 ? '' : sse(chunk(first, false)),
    rest: sse(chunk(call.length === 0 ? [{ text: '' }] : call, true)),
  };
};

/** The CLI's housekeeping (who speaks next, summaries) offers no tools. */
const sideAnswer = (question: Question, request: WireRequest): Reading => {
  const answer =
    question.schema === undefined
      ? 'ok'
      : JSON.stringify(exampleOf(question.schema));
  const { contentType, opening, rest } = write({ text: answer }, request);
  return {
    type: 'answer',
    answer: {
      status: 200,
      headers: { 'content-type': contentType },
      body: opening + rest,
    },
  };
};

const read = (request: WireRequest): Reading => {
  const [, model = '', method] = PATH.exec(request.path) ?? [];
  const fault = contentsFault(
    objects(request.body['contents']),
    request.strictResults,
  );
  if (fault !== null) return { type: 'refused', answer: error(400, fault) };
  if (method === 'countTokens')
    return {
      type: 'answer',
      answer: { status: 200, body: { totalTokens: USAGE.input } },
    };
  const question = questionOf(model, request.body);
  return question.tools.length === 0
    ? sideAnswer(question, request)
    : { type: 'question', question };
};

/** The Gemini API, which the Gemini CLI speaks. */
export const geminiWire: Wire = {
  api: 'gemini',
  matches: (method, path) => method === 'POST' && PATH.test(path),
  key: (headers) => text(headers['x-goog-api-key']) || null,
  read,
  write,
  error,
};
