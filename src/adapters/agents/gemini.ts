import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { isWritingRole, type Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { FailureType } from '../../model/failure.ts';
import type { AgentEvent, ErrorEvent } from './agent-event.ts';
import type { Backend, Call } from './backend.ts';
import { withoutCommand } from './plain-prompt.ts';
import {
  countAt,
  firstText,
  objectAt,
  sessionId,
  textAt,
} from './read-json.ts';
import { plainError, readServiceError } from './service-error.ts';
import {
  findUnsafe,
  withoutUnsafe,
  type UnsafeRule,
} from './unsafe-arguments.ts';

/** The CLI ends with the HTTP status modulo 256, and a few codes of its own. */
const EXIT_FAILURES: Readonly<Record<number, FailureType>> = {
  41: 'auth',
  53: 'bad_output',
  [401 % 256]: 'auth',
  [403 % 256]: 'auth',
  [408 % 256]: 'network',
  [429 % 256]: 'rate_limit',
  [500 % 256]: 'network',
  [502 % 256]: 'network',
  [503 % 256]: 'network',
  [504 % 256]: 'network',
};

const UNSAFE: readonly UnsafeRule[] = [
  { flag: /^(?:-y|--yolo)$/ },
  { flag: /^--approval-mode$/, value: /^(?:yolo|auto_edit)$/ },
];

/**
 * Extensions and MCP servers of these names alone: there are none. No flag
 * turns the user's hooks and GEMINI.md off, and its settings only root may add to.
 */
const ISOLATED = ['-e', 'none', '--allowed-mcp-server-names', 'none'];

/** The Gemini CLI, which has no sandbox of its own here. */
export const gemini: Backend = {
  name: 'gemini',
  vendor: 'google',
  command: 'gemini',
  own_keys: ['GEMINI_', 'GOOGLE_'],
  install_hint: 'npm install -g @google/gemini-cli',
  login_hint: 'set GEMINI_API_KEY (the CLI serves no personal logins)',
  success: 'event',
  unsafe: UNSAFE,
  tells_tool_start: true,
  can_resume: true,
  has_schema: false,
  session_missing: /error resuming session|no previous sessions found/i,
  exit_failures: EXIT_FAILURES,
  // By itself it tries ten times, for three minutes; only its settings say so.
  max_tries: 3,
  permissions: (role, config) =>
    [
      approvalOf(role, config).join(' '),
      ...(isWritingRole(role) ? ['no sandbox'] : []),
      ...(config.isolated === true
        ? ["isolated but for the user's hooks and GEMINI.md"]
        : []),
    ].join(', '),
  invocation: (call) => ({
    args: argumentsOf(call),
    env: {
      // Its outer process would ignore every signal and pass none on.
      GEMINI_CLI_NO_RELAUNCH: '1',
      // A worktree is a new folder each time: nobody could trust it by hand.
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    prompt: withPlainAt(withoutCommand(call.request.prompt)),
    files: {},
  }),
  parse: (line) => {
    const event = parseJsonObject(line);
    return event === null ? [] : eventsOf(event);
  },
  parseError: (line) => {
    const retry =
      /^Attempt (\d+) failed(?: with status (\d{3}))?.*?Retrying with backoff\.\.\. (?:_ApiError: |Error: )?(.*)$/.exec(
        line,
      );
    if (retry === null) return [];
    const [, tries, status, message = ''] = retry;
    const error = plainError(message, true);
    return [
      {
        ...error,
        http_status: status === undefined ? error.http_status : Number(status),
        tries: Number(tries),
      },
    ];
  },
};

/** The approval mode; a writer's own in `args` stands instead. */
const approvalOf = (role: Role, config: AgentConfig): readonly string[] => {
  if (!isWritingRole(role)) return ['--approval-mode', 'plan'];
  const own = findUnsafe(config.args ?? [], UNSAFE).map(({ text }) => text);
  return own.length > 0 ? own : ['--approval-mode', 'yolo'];
};

const argumentsOf = ({ request, config }: Call): readonly string[] => [
  '--output-format',
  'stream-json',
  ...approvalOf(request.role, config).flatMap((text) => text.split(' ')),
  ...(config.isolated === true ? ISOLATED : []),
  ...(config.model === undefined ? [] : ['--model', config.model]),
  ...(request.session_id === null ? [] : ['--resume', request.session_id]),
  ...withoutUnsafe(config.args ?? [], UNSAFE),
];

const AT_NOTE = 'In this text `\\@` stands for a plain at sign.\n\n';

/** The CLI replaces `@path` by that file's content; a backslash keeps it as text. */
const withPlainAt = (prompt: string): string => {
  const escaped = prompt.replace(/(?<!\\)@(?=[^\s,;!?()[\]{}.])/g, '\\@');
  return escaped === prompt ? prompt : AT_NOTE + escaped;
};

const eventsOf = (event: JsonObject): readonly AgentEvent[] => {
  switch (event['type']) {
    case 'init': {
      const session_id = sessionId(textAt(event, 'session_id'));
      return session_id === null ? [] : [{ type: 'started', session_id }];
    }
    case 'message':
      // The prompt comes back as a message of the user's: it is no answer.
      return event['role'] === 'assistant'
        ? [
            {
              type: 'message',
              text: textAt(event, 'content') ?? '',
              is_delta: event['delta'] === true,
            },
          ]
        : [];
    case 'tool_use':
      return [toolStarted(event)];
    case 'tool_result':
      return [toolEnded(event), { type: 'step_ended', is_progress: true }];
    case 'error':
      return [plainError(textAt(event, 'message') ?? '', true)];
    case 'result':
      return resultEvents(event);
    default:
      return [];
  }
};

const READING = new Set(['read_file', 'read_many_files']);
const WRITING = new Set(['write_file', 'replace']);

const toolStarted = (event: JsonObject): AgentEvent => {
  const name = textAt(event, 'tool_name') ?? 'tool';
  const parameters = objectAt(event, 'parameters');
  const path = firstText(parameters, ['file_path', 'absolute_path', 'path']);
  const command = textAt(parameters, 'command');
  const paths = path === null ? [] : [path];
  return {
    type: 'tool',
    id: textAt(event, 'tool_id') ?? name,
    name,
    status: 'started',
    files_read: READING.has(name) ? paths : [],
    files_written: WRITING.has(name) ? paths : [],
    summary: command === null ? `${name} ${path ?? ''}` : `$ ${command}`,
  };
};

const toolEnded = (event: JsonObject): AgentEvent => ({
  type: 'tool',
  id: textAt(event, 'tool_id') ?? '',
  name: '',
  status: event['status'] === 'error' ? 'failed' : 'completed',
  files_read: [],
  files_written: [],
  summary: '',
});

const resultEvents = (event: JsonObject): readonly AgentEvent[] => {
  const stats = objectAt(event, 'stats');
  const is_success = event['status'] === 'success';
  const message = textAt(objectAt(event, 'error'), 'message');
  return [
    {
      type: 'usage',
      scope: 'attempt',
      usage: {
        input_tokens: countAt(stats, 'input_tokens'),
        cached_input_tokens: countAt(stats, 'cached'),
        output_tokens: countAt(stats, 'output_tokens'),
        cost_usd: null,
      },
    },
    ...(is_success || message === null ? [] : [apiError(message)]),
    { type: 'done', is_success, text: null },
  ];
};

/** `[API Error: <message or the service's own reply>]`, with advice after it. */
const apiError = (message: string): ErrorEvent => {
  const inner = /^\[API Error: (.*)\]/s.exec(message)?.[1] ?? message;
  return { ...plainError(inner, false), ...(readServiceError(inner) ?? {}) };
};
