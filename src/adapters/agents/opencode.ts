import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type { AgentEvent, ErrorEvent, ToolEvent } from './agent-event.ts';
import type { Backend, Call } from './backend.ts';
import { withoutCommand } from './plain-prompt.ts';
import {
  countAt,
  firstText,
  numberAt,
  objectAt,
  sessionId,
  textAt,
} from './read-json.ts';
import { readServiceError, retryAfterHeader } from './service-error.ts';

const WRITING_PERMISSION = { external_directory: 'deny' };
const READING_PERMISSION = {
  edit: 'deny',
  bash: 'deny',
  ...WRITING_PERMISSION,
};

/** opencode, with whatever provider its own configuration names. */
export const opencode: Backend = {
  name: 'opencode',
  vendor: 'opencode',
  command: 'opencode',
  // Keys of providers belong to them: `env.pass` names those it may have.
  own_keys: ['OPENCODE_'],
  install_hint: 'npm install -g opencode-ai',
  login_hint: 'opencode auth login',
  tells_tool_start: false,
  can_resume: true,
  has_schema: false,
  session_missing: /session not found/i,
  exit_failures: {},
  max_tries: 5,
  invocation: (call) => ({
    args: argumentsOf(call),
    env: {
      OPENCODE_PERMISSION: JSON.stringify(
        isWritingRole(call.request.role)
          ? WRITING_PERMISSION
          : READING_PERMISSION,
      ),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
    },
    prompt: withoutCommand(call.request.prompt),
    files: {},
  }),
  parse: (line) => {
    const event = parseJsonObject(line);
    if (event === null) return [];
    const session_id = sessionId(textAt(event, 'sessionID'));
    return [
      // There is no first event: every one names the session.
      ...(session_id === null
        ? []
        : [{ type: 'started', session_id } as const]),
      ...eventsOf(event),
    ];
  },
};

const argumentsOf = ({ request, config }: Call): readonly string[] => [
  'run',
  '--format',
  'json',
  // A session goes on in the folder it began in; elsewhere it never ends.
  '--dir',
  request.cwd,
  ...(config.model === undefined ? [] : ['-m', config.model]),
  ...(request.session_id === null ? [] : ['--session', request.session_id]),
  ...(config.args ?? []),
];

const eventsOf = (event: JsonObject): readonly AgentEvent[] => {
  const part = objectAt(event, 'part');
  switch (event['type']) {
    case 'text':
      return [
        { type: 'message', text: textAt(part, 'text') ?? '', is_delta: true },
      ];
    case 'tool_use':
      return [toolEvent(part)];
    case 'step_finish':
      return stepEvents(part);
    case 'error':
      return [
        errorEvent(objectAt(event, 'error')),
        { type: 'done', is_success: false, text: null },
      ];
    default:
      return [];
  }
};

const READING = new Set(['read']);
const WRITING = new Set(['write', 'edit', 'patch', 'multiedit']);

/** Tools are told of when they have ended. */
const toolEvent = (part: JsonObject): ToolEvent => {
  const name = textAt(part, 'tool') ?? 'tool';
  const state = objectAt(part, 'state');
  const input = objectAt(state, 'input');
  const path = firstText(input, ['filePath', 'path']);
  const command = textAt(input, 'command');
  const paths = path === null ? [] : [path];
  return {
    type: 'tool',
    id: textAt(part, 'callID') ?? name,
    name,
    status: state['status'] === 'error' ? 'failed' : 'completed',
    files_read: READING.has(name) ? paths : [],
    files_written: WRITING.has(name) ? paths : [],
    summary: command === null ? `${name} ${path ?? ''}` : `$ ${command}`,
  };
};

const stepEvents = (part: JsonObject): readonly AgentEvent[] => {
  const usage = usageOf(part);
  switch (part['reason']) {
    case 'stop':
      return [usage, { type: 'done', is_success: true, text: null }];
    case 'tool-calls':
      return [usage, { type: 'step_ended', is_progress: true }];
    case 'length':
      return [
        usage,
        ownError('max_output_tokens', 'the answer was cut at the token limit'),
        { type: 'done', is_success: false, text: null },
      ];
    default:
      // A reply it cannot read makes it ask again, without end.
      return [
        usage,
        { type: 'step_ended', is_progress: false },
        {
          ...ownError('broken_reply', 'the service sends broken replies'),
          is_transient: true,
        },
      ];
  }
};

const ownError = (code: string, message: string): ErrorEvent => ({
  type: 'error',
  message,
  http_status: null,
  code,
  retry_after_s: null,
  is_transient: false,
});

const errorEvent = (error: JsonObject): ErrorEvent => {
  const data = objectAt(error, 'data');
  const reply = readServiceError(textAt(data, 'responseBody') ?? '');
  return {
    type: 'error',
    message: textAt(data, 'message') ?? textAt(error, 'name') ?? 'no reason',
    http_status: numberAt(data, 'statusCode') ?? reply?.http_status ?? null,
    code: reply?.code ?? textAt(error, 'name'),
    retry_after_s: retryAfterHeader(objectAt(data, 'responseHeaders')),
    is_transient: false,
  };
};

const usageOf = (part: JsonObject): AgentEvent => {
  const tokens = objectAt(part, 'tokens');
  const cache = objectAt(tokens, 'cache');
  const cached = countAt(cache, 'read');
  return {
    type: 'usage',
    scope: 'step',
    usage: {
      input_tokens: countAt(tokens, 'input') + countAt(cache, 'write') + cached,
      cached_input_tokens: cached,
      output_tokens: countAt(tokens, 'output') + countAt(tokens, 'reasoning'),
      cost_usd: numberAt(part, 'cost'),
    },
  };
};
