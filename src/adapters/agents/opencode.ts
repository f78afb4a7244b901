import { dirname, join } from 'node:path';
import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { isWritingRole, type Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
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
import {
  findUnsafe,
  withoutUnsafe,
  type UnsafeRule,
} from './unsafe-arguments.ts';

const WRITING_PERMISSION = { external_directory: 'deny' };
/** A sub-agent would have permissions of its own. */
const READING_PERMISSION = {
  edit: 'deny',
  bash: 'deny',
  task: 'deny',
  ...WRITING_PERMISSION,
};

/**
 * Permissions of an agent go before OPENCODE_PERMISSION, so that the user's own
 * agent `build` might write as a reviewer: readers are an agent of their own.
 */
const READER = 'orchestration-reader';

const UNSAFE: readonly UnsafeRule[] = [{ flag: /^--auto$/ }];
/** Which agent reads is not the user's to say. */
const AGENT: UnsafeRule = { flag: /^--agent$/, value: /^/ };

/** Configuration that the CLI finds there instead of the user's own. */
const CONFIG_FOLDER = '.opencode';

/** opencode, with whatever provider its own configuration names. */
export const opencode: Backend = {
  name: 'opencode',
  vendor: 'opencode',
  command: 'opencode',
  // Keys of providers belong to them: `env.pass` names those it may have.
  own_keys: ['OPENCODE_'],
  install_hint: 'npm install -g opencode-ai',
  login_hint: 'opencode auth login',
  success: 'event',
  unsafe: UNSAFE,
  tells_tool_start: false,
  can_resume: true,
  has_schema: false,
  session_missing: /session not found/i,
  exit_failures: {},
  max_tries: 5,
  permissions: (role, config) =>
    [
      isWritingRole(role)
        ? 'edits and commands, other folders denied, no sandbox'
        : 'edits, commands and sub-agents denied',
      ...unsafeOf(role, config),
      ...(config.isolated === true
        ? ["isolated, the user's providers with it"]
        : []),
    ].join(', '),
  invocation: (call) => ({
    args: argumentsOf(call),
    env: {
      ...permissionVariables(call),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      ...(call.config.isolated === true ? isolation(call) : {}),
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

const unsafeOf = (role: Role, config: AgentConfig): readonly string[] =>
  isWritingRole(role)
    ? findUnsafe(config.args ?? [], UNSAFE).map(
        ({ text }) => `${text} as agents.opencode.unsafe allows`,
      )
    : [];

const permissionVariables = (call: Call): Readonly<Record<string, string>> => {
  if (isWritingRole(call.request.role))
    return { OPENCODE_PERMISSION: JSON.stringify(WRITING_PERMISSION) };
  const said = parseJsonObject(call.env['OPENCODE_CONFIG_CONTENT'] ?? '{}');
  const agent = {
    mode: 'primary',
    description: 'Reads, and changes nothing.',
    permission: READING_PERMISSION,
  };
  return {
    OPENCODE_PERMISSION: JSON.stringify(READING_PERMISSION),
    OPENCODE_CONFIG_CONTENT: JSON.stringify({
      ...said,
      agent: { ...objectAt(said ?? {}, 'agent'), [READER]: agent },
    }),
  };
};

/**
 * Another folder for its configuration: no MCP servers, plugins and AGENTS.md
 * of the user's, and no providers either. Logins are kept elsewhere. All
 * attempts share it, because the CLI installs a package into it.
 */
const isolation = ({ folder }: Call): Readonly<Record<string, string>> => ({
  XDG_CONFIG_HOME: join(dirname(folder), CONFIG_FOLDER),
  OPENCODE_DISABLE_CLAUDE_CODE: '1',
});

const argumentsOf = ({ request, config }: Call): readonly string[] => {
  const isWriter = isWritingRole(request.role);
  const args = config.args ?? [];
  return [
    'run',
    '--format',
    'json',
    // A session goes on in the folder it began in; elsewhere it never ends.
    '--dir',
    request.cwd,
    ...(isWriter ? [] : ['--agent', READER]),
    ...(config.isolated === true ? ['--pure'] : []),
    ...(config.model === undefined ? [] : ['-m', config.model]),
    ...(request.session_id === null ? [] : ['--session', request.session_id]),
    ...(isWriter ? args : withoutUnsafe(args, [...UNSAFE, AGENT])),
  ];
};

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
