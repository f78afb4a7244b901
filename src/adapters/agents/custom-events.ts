import {
  isJsonObject,
  parseJsonObject,
  type JsonObject,
} from '../../lib/ndjson.ts';
import type { AgentEvent, ErrorEvent } from './agent-event.ts';
import {
  firstText,
  listAt,
  numberAt,
  objectAt,
  sessionId,
  textAt,
} from './read-json.ts';
import { plainError, readServiceError } from './service-error.ts';

/*
 * JSON lines of a CLI that only the config knows: the names that such streams
 * use for the same things, listed in references/agents.md. What is not among
 * them is passed over.
 */

const SESSION_NAMES = [
  'session_id',
  'sessionId',
  'sessionID',
  'thread_id',
  'conversation_id',
];
const MESSAGES = new Set([
  'message',
  'text',
  'assistant',
  'assistant_message',
  'agent_message',
  'content',
  'delta',
  'text_delta',
]);
const TOOLS = new Set(['tool', 'tool_use', 'tool_call']);
const ENDS = new Set([
  'result',
  'done',
  'end',
  'complete',
  'completed',
  'turn.completed',
]);
const BAD_ENDS = new Set(['failed', 'turn.failed']);
const BAD_STATES = new Set(['error', 'failed', 'failure', 'canceled']);
const TEXTS = ['text', 'content', 'message', 'result', 'response', 'delta'];

/** Events of one line, read with good will; of a line that is no event, none. */
export const parsePermissively = (line: string): readonly AgentEvent[] => {
  const event = parseJsonObject(line);
  if (event === null) return [];
  const session_id = sessionId(firstText(event, SESSION_NAMES));
  return [
    ...(session_id === null ? [] : [{ type: 'started', session_id } as const]),
    ...eventsOf(event, firstText(event, ['type', 'event']) ?? ''),
  ];
};

const eventsOf = (event: JsonObject, type: string): readonly AgentEvent[] => {
  if (ENDS.has(type) || BAD_ENDS.has(type)) return endEvents(event, type);
  if (type === 'error') return [errorEvent(event)];
  if (TOOLS.has(type))
    return [toolEvent(event), { type: 'step_ended', is_progress: true }];
  const role = textAt(event, 'role');
  const isSaid =
    role === null ? MESSAGES.has(type) : /^(?:assistant|model)$/.test(role);
  const text = isSaid ? textOf(event) : null;
  return [
    ...usageEvents(event, 'step'),
    ...(text === null
      ? []
      : [
          {
            type: 'message',
            text,
            is_delta: event['delta'] === true || type.endsWith('delta'),
          } as const,
        ]),
  ];
};

/** Text of a field, of `message.content`, or of a list of blocks. */
const textOf = (event: JsonObject): string | null => {
  const plain = firstText(event, TEXTS);
  if (plain !== null) return plain;
  const inner = objectAt(event, 'message');
  const blocks = [...listAt(event, 'content'), ...listAt(inner, 'content')];
  const text = blocks.flatMap((block) => textAt(block, 'text') ?? []).join('');
  return text === '' ? textAt(inner, 'content') : text;
};

const endEvents = (event: JsonObject, type: string): readonly AgentEvent[] => {
  const isBad =
    BAD_ENDS.has(type) ||
    event['is_error'] === true ||
    event['success'] === false ||
    (event['error'] !== undefined && event['error'] !== null) ||
    BAD_STATES.has(firstText(event, ['status', 'subtype']) ?? '');
  return [
    ...usageEvents(event, 'attempt'),
    ...(isBad ? [errorEvent(event)] : []),
    { type: 'done', is_success: !isBad, text: isBad ? null : textOf(event) },
  ];
};

const errorEvent = (event: JsonObject): ErrorEvent => {
  const inner = objectAt(event, 'error');
  const message =
    firstText(inner, ['message', 'text']) ??
    firstText(event, ['error', 'message', 'text', 'result']) ??
    'no reason given';
  const said = { ...event, ...inner };
  return {
    ...plainError(message, false),
    ...(readServiceError(message) ?? {
      http_status:
        numberAt(said, 'http_status') ??
        numberAt(said, 'status_code') ??
        numberAt(said, 'status') ??
        numberAt(said, 'code'),
      code: isJsonObject(event['error'])
        ? firstText(inner, ['code', 'status', 'type'])
        : textAt(event, 'code'),
    }),
  };
};

const toolEvent = (event: JsonObject): AgentEvent => {
  const name = firstText(event, ['name', 'tool_name', 'tool']) ?? 'tool';
  const inputs = ['input', 'parameters', 'arguments', 'args'];
  const input = inputs
    .map((key) => objectAt(event, key))
    .find((each) => Object.keys(each).length > 0);
  const path = firstText(input ?? {}, ['file_path', 'filePath', 'path']);
  const command = textAt(input ?? {}, 'command');
  const paths = path === null ? [] : [path];
  const writes = /write|edit|patch|replace|create/i.test(name);
  return {
    type: 'tool',
    id: firstText(event, ['id', 'tool_id', 'call_id']) ?? name,
    name,
    // When it ends is not known of every such stream.
    status: 'completed',
    files_read: writes ? [] : paths,
    files_written: writes ? paths : [],
    summary: command === null ? `${name} ${path ?? ''}` : `$ ${command}`,
  };
};

const usageEvents = (
  event: JsonObject,
  scope: 'step' | 'attempt',
): readonly AgentEvent[] => {
  const usage = ['usage', 'stats', 'tokens']
    .map((key) => objectAt(event, key))
    .find((each) => Object.keys(each).length > 0);
  if (usage === undefined) return [];
  const count = (...names: readonly string[]): number =>
    names.map((name) => numberAt(usage, name)).find((n) => n !== null) ?? 0;
  return [
    {
      type: 'usage',
      scope,
      usage: {
        input_tokens: count(
          'input_tokens',
          'inputTokens',
          'prompt_tokens',
          'input',
        ),
        cached_input_tokens: count('cached_input_tokens', 'cached'),
        output_tokens: count(
          'output_tokens',
          'outputTokens',
          'completion_tokens',
          'output',
        ),
        cost_usd:
          numberAt(event, 'total_cost_usd') ?? numberAt(usage, 'cost_usd'),
      },
    },
  ];
};
