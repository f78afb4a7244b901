import { join } from 'node:path';
import { parseJsonObject, type JsonObject } from '../../lib/ndjson.ts';
import { strictSchema } from '../../lib/strict-schema.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type { AgentEvent, ErrorEvent } from './agent-event.ts';
import type { Backend, Call } from './backend.ts';
import { countAt, listAt, objectAt, sessionId, textAt } from './read-json.ts';
import { errorMessage, plainError } from './service-error.ts';

const SCHEMA_FILE = 'schema.json';

/** The Codex CLI: `codex exec`, in its own sandbox. */
export const codex: Backend = {
  name: 'codex',
  vendor: 'openai',
  command: 'codex',
  own_keys: ['OPENAI_', 'CODEX_', 'AZURE_OPENAI_'],
  install_hint: 'npm install -g @openai/codex',
  login_hint: 'codex login',
  tells_tool_start: true,
  can_resume: true,
  has_schema: true,
  session_missing: /no rollout found|thread\/resume failed|no session found/i,
  exit_failures: {},
  max_tries: 12,
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

const argumentsOf = (call: Call): readonly string[] => {
  const { request, config, folder, schema } = call;
  const sandbox = isWritingRole(request.role) ? 'workspace-write' : 'read-only';
  const session = request.session_id;
  return [
    'exec',
    // `resume` knows neither -s nor -C: it takes the process's own folder.
    ...(session === null ? [] : ['resume']),
    '--json',
    '--skip-git-repo-check',
    ...(session === null
      ? ['-s', sandbox, '-C', request.cwd]
      : ['-c', `sandbox_mode="${sandbox}"`]),
    // Without it a refused connection is retried for ever.
    ...['-c', 'features.unbounded_connection_retries=false'],
    ...(config.network === true
      ? ['-c', 'sandbox_workspace_write.network_access=true']
      : []),
    ...(config.model === undefined ? [] : ['-m', config.model]),
    ...(schema === null ? [] : ['--output-schema', join(folder, SCHEMA_FILE)]),
    ...(config.args ?? []),
    ...(session === null ? [] : [session]),
    '-',
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
