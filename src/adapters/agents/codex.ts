import { join } from 'node:path';
import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { strictSchema } from '../../lib/strict-schema.ts';
import { isWritingRole, type Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { AgentEvent, ErrorEvent } from './agent-event.ts';
import type { Backend, Call } from './backend.ts';
import { countAt, listAt, objectAt, sessionId, textAt } from './read-json.ts';
import { errorMessage, plainError } from './service-error.ts';
import {
  findUnsafe,
  withoutUnsafe,
  type UnsafeRule,
} from './unsafe-arguments.ts';

const SCHEMA_FILE = 'schema.json';

const UNSAFE: readonly UnsafeRule[] = [
  // `--trust` is kept by the CLI: it would outlive the attempt.
  { flag: /^--(?:yolo|trust)$/ },
  { flag: /^(?:-s|--sandbox)$/, value: /^danger/ },
  {
    flag: /^(?:-c|--config)$/,
    value: /^\s*(?:sandbox_mode|default_permissions|permissions\b)/,
  },
];

/** Any choice of a sandbox. */
const SANDBOX: UnsafeRule = { flag: /^(?:-s|--sandbox)$/, value: /^/ };

/**
 * Leaves config.toml with its MCP servers, rules, hooks, plugins and skills out
 * and the login in; CODEX_HOME/AGENTS.md is read whatever one says.
 */
const ISOLATED = [
  ...['--ignore-user-config', '--ignore-rules'],
  ...['--disable', 'hooks', '--disable', 'plugins'],
  ...['-c', 'skills.include_instructions=false'],
];

/** The Codex CLI: `codex exec`, in its own sandbox. */
export const codex: Backend = {
  name: 'codex',
  vendor: 'openai',
  command: 'codex',
  own_keys: ['OPENAI_', 'CODEX_', 'AZURE_OPENAI_'],
  install_hint: 'npm install -g @openai/codex',
  login_hint: 'codex login',
  success: 'event',
  unsafe: UNSAFE,
  tells_tool_start: true,
  can_resume: true,
  has_schema: true,
  session_missing: /no rollout found|thread\/resume failed|no session found/i,
  exit_failures: {},
  max_tries: 12,
  permissions: (role, config) =>
    [
      sandboxOf(role, config),
      ...(config.isolated === true
        ? ['isolated but for AGENTS.md in CODEX_HOME']
        : []),
    ].join(', '),
  invocation: (call) => ({
    args: argumentsOf(call),
    env: {},
    prompt: call.request.prompt,
    files:
      call.schema === null
        ? {}
        : { [SCHEMA_FILE]: JSON.stringify(strictSchema(call.schema)) },
  }),
  parse: (line) => {
    const event = parseJsonObject(line);
    return event === null ? [] : eventsOf(event);
  },
};

const sandboxOf = (role: Role, config: AgentConfig): string => {
  if (!isWritingRole(role)) return '-s read-only';
  const unsafe = findUnsafe(config.args ?? [], UNSAFE).map(({ text }) => text);
  const allowed =
    unsafe.length === 0
      ? []
      : [`${unsafe.join(' ')} as agents.codex.unsafe allows`];
  if (hasOwnSandbox(config)) return ['sandbox of args', ...allowed].join(', ');
  const network = `network ${config.network === true ? 'on' : 'off'}`;
  return ['-s workspace-write', network, ...allowed].join(', ');
};

/** Whether the user's arguments say which sandbox: the CLI refuses to be told twice. */
const hasOwnSandbox = ({ args = [] }: AgentConfig): boolean =>
  args.some((arg) =>
    /^(?:-s|--sandbox|--yolo$|--dangerously-bypass-approvals)/.test(arg),
  );

const argumentsOf = (call: Call): readonly string[] => {
  const { request, config, folder, schema } = call;
  const session = request.session_id;
  return [
    'exec',
    // `resume` knows neither -s nor -C: it takes the process's own folder.
    ...(session === null ? [] : ['resume']),
    '--json',
    '--skip-git-repo-check',
    ...(session === null ? ['-C', request.cwd] : []),
    ...sandboxArguments(call),
    // Without it a refused connection is retried for ever.
    ...['-c', 'features.unbounded_connection_retries=false'],
    ...(config.isolated === true ? ISOLATED : []),
    ...(config.model === undefined ? [] : ['-m', config.model]),
    ...(schema === null ? [] : ['--output-schema', join(folder, SCHEMA_FILE)]),
    ...ownArguments(call),
    ...(session === null ? [] : [session]),
    '-',
  ];
};

const sandboxArguments = ({ request, config }: Call): readonly string[] => {
  const isWriter = isWritingRole(request.role);
  if (isWriter && hasOwnSandbox(config)) return [];
  const mode = isWriter ? 'workspace-write' : 'read-only';
  return [
    ...(request.session_id === null ? ['-s', mode] : sandboxMode(mode)),
    // All of /tmp would be writable beside the attempt's own TMPDIR: other
    // attempts' folders among it.
    ...(isWriter
      ? ['-c', 'sandbox_workspace_write.exclude_slash_tmp=true']
      : []),
    ...(isWriter && config.network === true
      ? ['-c', 'sandbox_workspace_write.network_access=true']
      : []),
  ];
};

const sandboxMode = (mode: string): readonly string[] => [
  '-c',
  `sandbox_mode="${mode}"`,
];

/** The user's arguments, as the role and `resume` take them. */
const ownArguments = ({ request, config }: Call): readonly string[] => {
  const args = config.args ?? [];
  if (!isWritingRole(request.role))
    return withoutUnsafe(args, [...UNSAFE, SANDBOX]);
  if (request.session_id === null) return args;
  const modes = findUnsafe(args, [SANDBOX])
    .filter(({ text }) => /^(?:-s|--sandbox)/.test(text))
    .flatMap(({ text }) =>
      sandboxMode(text.replace(/^(?:-s|--sandbox)[ =]?/, '')),
    );
  return modes.length === 0
    ? args
    : [
        ...args.filter(
          (arg, n) =>
            !/^(?:-s|--sandbox)/.test(arg) &&
            !/^(?:-s|--sandbox)$/.test(args[n - 1] ?? ''),
        ),
        ...modes,
      ];
};

const eventsOf = (event: JsonObject): readonly AgentEvent[] => {
  switch (event['type']) {
    case 'thread.started': {
      const session_id = sessionId(textAt(event, 'thread_id'));
      return session_id === null ? [] : [{ type: 'started', session_id }];
    }
    case 'item.started':
      return itemEvents(objectAt(event, 'item'), 'started');
    case 'item.completed':
      return itemEvents(objectAt(event, 'item'), 'ended');
    case 'error':
      return [codexError(errorMessage(event))];
    case 'turn.completed':
      return [
        usageOf(objectAt(event, 'usage')),
        { type: 'done', is_success: true, text: null },
      ];
    case 'turn.failed':
      return [
        { ...codexError(errorMessage(event)), is_transient: false },
        { type: 'done', is_success: false, text: null },
      ];
    default:
      return [];
  }
};

/** The CLI counts over the whole thread, earlier attempts included. */
const usageOf = (usage: JsonObject): AgentEvent => ({
  type: 'usage',
  scope: 'session',
  usage: {
    input_tokens: countAt(usage, 'input_tokens'),
    cached_input_tokens: countAt(usage, 'cached_input_tokens'),
    output_tokens: countAt(usage, 'output_tokens'),
    cost_usd: null,
  },
});

const codexError = (message: string): ErrorEvent => {
  const retry = /^Reconnecting\.\.\. (?:(\d+)\/\d+)?.*?\((.*)\)$/s.exec(
    message,
  );
  const error: ErrorEvent = {
    ...plainError(retry?.[2] ?? message, retry !== null),
    ...(retry?.[1] === undefined ? {} : { tries: Number(retry[1]) }),
  };
  const status = /\b(?:unexpected status|last status:) (\d{3})\b/.exec(message);
  return status === null ? error : { ...error, http_status: Number(status[1]) };
};

const itemEvents = (
  item: JsonObject,
  moment: 'started' | 'ended',
): readonly AgentEvent[] => {
  const name = textAt(item, 'type') ?? '';
  if (name === 'agent_message')
    return moment === 'started'
      ? []
      : [
          {
            type: 'message',
            text: textAt(item, 'text') ?? '',
            is_delta: false,
          },
        ];
  const summary = toolSummary(name, item);
  if (summary === null) return [];
  const paths = listAt(item, 'changes').flatMap((change) => {
    const path = textAt(change, 'path');
    return path === null ? [] : [path];
  });
  return [
    {
      type: 'tool',
      id: textAt(item, 'id') ?? name,
      name,
      status:
        moment === 'started'
          ? 'started'
          : item['status'] === 'failed'
            ? 'failed'
            : 'completed',
      files_read: [],
      files_written: paths,
      summary: summary === '' ? paths.join(' ') : summary,
    },
  ];
};

/** What a tool item is about; null for items that are no tools. */
const toolSummary = (name: string, item: JsonObject): string | null => {
  switch (name) {
    case 'command_execution':
      return `$ ${textAt(item, 'command') ?? ''}`;
    case 'file_change':
      return '';
    case 'mcp_tool_call':
    case 'collab_tool_call':
      return `${textAt(item, 'server') ?? ''} ${textAt(item, 'tool') ?? name}`;
    case 'web_search':
      return textAt(item, 'query') ?? name;
    default:
      return null;
  }
};
