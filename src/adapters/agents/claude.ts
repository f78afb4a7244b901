import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { isWritingRole, type Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { AgentEvent, ErrorEvent, ToolEvent } from './agent-event.ts';
import type { Backend, Call } from './backend.ts';
import { withoutCommand } from './plain-prompt.ts';
import {
  countAt,
  firstText,
  listAt,
  numberAt,
  objectAt,
  sessionId,
  textAt,
} from './read-json.ts';
import {
  findUnsafe,
  withoutUnsafe,
  type UnsafeRule,
} from './unsafe-arguments.ts';

/** Its own ten retries last for three minutes; the runner's policy decides instead. */
const MAX_RETRIES = '2';

const UNSAFE: readonly UnsafeRule[] = [
  { flag: /^--permission-mode$/, value: /^(?!plan$|default$|dontAsk$)/ },
  { flag: /^--settings$/, value: /bypassPermissions|defaultMode/ },
];

/**
 * Plan mode alone is not enough: a rule of the user's that allows Bash lets its
 * shell write.
 */
const READER = [
  ...['--permission-mode', 'plan'],
  ...['--disallowedTools', 'Bash,Edit,Write,NotebookEdit'],
];
const WRITER = ['--permission-mode', 'acceptEdits', '--allowedTools', 'Bash'];

/**
 * No hooks, MCP servers, plugins, skills and CLAUDE.md. Leaving the settings'
 * sources out as well would lose a login by `apiKeyHelper`.
 */
const ISOLATED = ['--safe-mode', '--strict-mcp-config'];

/** `@path` in a prompt: the CLI would attach that file, wherever it lies. */
const MENTION = /(?:^|\s)@\S/;

/** Claude Code in print mode. */
export const claude: Backend = {
  name: 'claude',
  vendor: 'anthropic',
  command: 'claude',
  own_keys: ['ANTHROPIC_', 'CLAUDE_'],
  install_hint: 'npm install -g @anthropic-ai/claude-code',
  login_hint: 'claude, then /login',
  success: 'event',
  unsafe: UNSAFE,
  tells_tool_start: true,
  can_resume: true,
  has_schema: true,
  session_missing: /no conversation found with session id/i,
  exit_failures: {},
  max_tries: 12,
  permissions: (role, config) =>
    [
      permissionArguments(role).join(' '),
      ...unsafeOf(role, config),
      ...(isWritingRole(role) ? ['no sandbox'] : []),
      ...(config.isolated === true ? ['isolated'] : []),
    ].join(', '),
  invocation: (call) => ({
    args: argumentsOf(call),
    env: {
      CLAUDE_CODE_MAX_RETRIES:
        call.env['CLAUDE_CODE_MAX_RETRIES'] ?? MAX_RETRIES,
      DISABLE_AUTOUPDATER: '1',
      // One that all attempts share; without it TMPDIR is taken, which is private.
      CLAUDE_CODE_TMPDIR: undefined,
      ...(MENTION.test(call.request.prompt)
        ? { CLAUDE_CODE_DISABLE_ATTACHMENTS: '1' }
        : {}),
    },
    prompt: withoutCommand(call.request.prompt),
    files: {},
  }),
  parse: (line) => {
    const event = parseJsonObject(line);
    return event === null ? [] : eventsOf(event);
  },
};

const permissionArguments = (role: Role): readonly string[] =>
  isWritingRole(role) ? WRITER : READER;

/** What a writer's own arguments add; of two modes the CLI takes the last. */
const unsafeOf = (role: Role, config: AgentConfig): readonly string[] =>
  isWritingRole(role)
    ? findUnsafe(config.args ?? [], UNSAFE).map(
        ({ text }) => `${text} as agents.claude.unsafe allows`,
      )
    : [];

const argumentsOf = ({ request, config, schema }: Call): readonly string[] => [
  '-p',
  '--output-format',
  'stream-json',
  '--verbose',
  ...permissionArguments(request.role),
  ...(config.isolated === true ? ISOLATED : []),
  ...(config.model === undefined ? [] : ['--model', config.model]),
  ...(request.session_id === null ? [] : ['--resume', request.session_id]),
  ...(schema === null ? [] : ['--json-schema', JSON.stringify(plain(schema))]),
  ...(isWritingRole(request.role)
    ? (config.args ?? [])
    : withoutUnsafe(config.args ?? [], UNSAFE)),
];

/** The schema without the names that say what it is and where it lives. */
const plain = (schema: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(schema).filter(([key]) => !['$schema', '$id'].includes(key)),
  );

const eventsOf = (event: JsonObject): readonly AgentEvent[] => {
  switch (event['type']) {
    case 'system':
      return systemEvents(event);
    case 'assistant':
      return [...assistantEvents(event), ...assistantError(event)];
    case 'user':
      return listAt(objectAt(event, 'message'), 'content').flatMap(toolEnded);
    case 'result':
      return resultEvents(event);
    default:
      return [];
  }
};

const systemEvents = (event: JsonObject): readonly AgentEvent[] => {
  if (event['subtype'] === 'init') {
    const session_id = sessionId(textAt(event, 'session_id'));
    return session_id === null ? [] : [{ type: 'started', session_id }];
  }
  if (event['subtype'] !== 'api_retry') return [];
  const code = textAt(event, 'error');
  return [
    {
      type: 'error',
      message: `the service answers with an error (${code ?? 'unknown'})`,
      http_status: numberAt(event, 'error_status'),
      code,
      retry_after_s: null,
      is_transient: true,
      tries: countAt(event, 'attempt'),
    },
  ];
};

const assistantEvents = (event: JsonObject): readonly AgentEvent[] =>
  listAt(objectAt(event, 'message'), 'content').flatMap(
    (block): readonly AgentEvent[] => {
      if (block['type'] === 'text')
        return [
          {
            type: 'message',
            text: textAt(block, 'text') ?? '',
            is_delta: false,
          },
        ];
      return block['type'] === 'tool_use' ? [toolStarted(block)] : [];
    },
  );

/** The CLI writes a message of its own where the service failed. */
const assistantError = (event: JsonObject): readonly AgentEvent[] => {
  const code = textAt(event, 'error');
  if (code === null) return [];
  const [block] = listAt(objectAt(event, 'message'), 'content');
  return [
    {
      type: 'error',
      message: (block === undefined ? null : textAt(block, 'text')) ?? code,
      http_status: null,
      code,
      retry_after_s: null,
      is_transient: false,
    },
  ];
};

const READING = new Set(['Read', 'NotebookRead']);
const WRITING = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit']);

const toolStarted = (block: JsonObject): ToolEvent => {
  const name = textAt(block, 'name') ?? 'tool';
  const input = objectAt(block, 'input');
  const path = firstText(input, ['file_path', 'notebook_path', 'path']);
  const command = textAt(input, 'command');
  const paths = path === null ? [] : [path];
  return {
    type: 'tool',
    id: textAt(block, 'id') ?? name,
    name,
    status: 'started',
    files_read: READING.has(name) ? paths : [],
    files_written: WRITING.has(name) ? paths : [],
    summary: command === null ? `${name} ${path ?? ''}` : `$ ${command}`,
  };
};

const toolEnded = (block: JsonObject): readonly AgentEvent[] =>
  block['type'] === 'tool_result'
    ? [
        {
          type: 'tool',
          id: textAt(block, 'tool_use_id') ?? '',
          name: '',
          status: block['is_error'] === true ? 'failed' : 'completed',
          files_read: [],
          files_written: [],
          summary: '',
        },
      ]
    : [];

const resultEvents = (event: JsonObject): readonly AgentEvent[] => {
  const text = textAt(event, 'result');
  // Subtype `success` is also what an error of the service ends with.
  const hasEnded = event['subtype'] === 'success' && event['is_error'] !== true;
  // A reply that breaks off between two blocks is taken for a whole one.
  const isCut = hasEnded && event['stop_reason'] === null;
  const is_success = hasEnded && !isCut;
  return [
    usageOf(event),
    ...(isCut ? [CUT] : hasEnded ? [] : [resultError(event, text)]),
    { type: 'done', is_success, text: is_success ? (text ?? '') : null },
  ];
};

const CUT: ErrorEvent = {
  type: 'error',
  message: 'the reply of the service broke off',
  http_status: null,
  code: 'broken_reply',
  retry_after_s: null,
  is_transient: false,
};

const resultError = (event: JsonObject, text: string | null): ErrorEvent => {
  const errors: unknown = event['errors'];
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  const code = textAt(event, 'subtype');
  return {
    type: 'error',
    message:
      text ?? (typeof first === 'string' ? first : (code ?? 'no reason')),
    http_status: numberAt(event, 'api_error_status'),
    code: code === 'success' ? null : code,
    retry_after_s: null,
    is_transient: false,
  };
};

const usageOf = (event: JsonObject): AgentEvent => {
  const usage = objectAt(event, 'usage');
  const cached = countAt(usage, 'cache_read_input_tokens');
  return {
    type: 'usage',
    scope: 'attempt',
    usage: {
      input_tokens:
        countAt(usage, 'input_tokens') +
        countAt(usage, 'cache_creation_input_tokens') +
        cached,
      cached_input_tokens: cached,
      output_tokens: countAt(usage, 'output_tokens'),
      cost_usd: numberAt(event, 'total_cost_usd'),
    },
  };
};
