import { join } from 'node:path';
import { stripTerminal } from '../../lib/strip-terminal.ts';
import { isWritingRole, type Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { Backend, Call, Invocation } from './backend.ts';
import { parsePermissively } from './custom-events.ts';
import { withoutCommand } from './plain-prompt.ts';

/** Where the config's arguments are filled in. */
const PROMPT = '{prompt}';
const MODEL = '{model}';
const SESSION = '{session}';

/** Systems take about 128 KiB in one argument; what is longer goes through a file. */
const MAX_ARGUMENT_BYTES = 100_000;

/** The prompt's own file among those of its attempt. */
const PROMPT_FILE = 'task.md';

/**
 * A CLI that only the config knows: its arguments as written there, the prompt
 * on stdin, as a file or as an argument, and stdout as text or as JSON lines.
 */
export const customBackend = (name: string, config: AgentConfig): Backend => {
  const isText = config.output !== 'jsonl';
  return {
    name,
    vendor: config.vendor ?? name,
    command: config.command ?? name,
    own_keys: [ownPrefix(name)],
    install_hint: `see the documentation of ${config.command ?? name}`,
    login_hint: `log in with ${config.command ?? name} itself`,
    success: isText ? 'exit_code' : 'event',
    unsafe: [],
    // Text says nothing of tools: any silence may be one at work.
    tells_tool_start: false,
    // Of a session nothing is known where stdout is text.
    can_resume: !isText && config.resume !== undefined,
    has_schema: false,
    session_missing: /\b(?:session|conversation|thread)\b.*\bnot found\b/i,
    exit_failures: {},
    max_tries: 12,
    permissions: (role) => permissionsOf(role, config),
    invocation: (call) => invocationOf(call, config),
    parse: isText
      ? (line) => [
          {
            type: 'message',
            text: `${stripTerminal(line)}\n`,
            is_delta: true,
            is_line: true,
          },
        ]
      : parsePermissively,
  };
};

/** Keys that begin with its name are its own: `KIRO_API_KEY` of kiro. */
const ownPrefix = (name: string): string =>
  `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_`;

const permissionsOf = (role: Role, config: AgentConfig): string => {
  if (!isWritingRole(role))
    return config.read_only === undefined
      ? 'not kept from writing'
      : ['as reader:', ...config.read_only].join(' ');
  const args = (config.args ?? []).filter((arg) => arg !== PROMPT);
  return ['as configured:', ...(args.length === 0 ? ['no arguments'] : args)]
    .join(' ')
    .slice(0, 200);
};

const invocationOf = (call: Call, config: AgentConfig): Invocation => {
  const { request } = call;
  const before = [
    ...(isWritingRole(request.role) ? [] : (config.read_only ?? [])),
    ...(request.session_id === null ? [] : (config.resume ?? [])),
  ].map((arg) => arg.replaceAll(SESSION, request.session_id ?? ''));
  const prompt = withoutCommand(request.prompt);
  const written = (config.args ?? []).map((arg) =>
    arg.replaceAll(MODEL, config.model ?? ''),
  );
  if ((config.prompt ?? 'stdin') === 'stdin')
    return { args: [...written, ...before], env: {}, prompt, files: {} };
  const { text, files } = promptArgument(call, { config, prompt });
  const at = written.findIndex((arg) => arg.includes(PROMPT));
  const args =
    at === -1
      ? [...written, ...before, text]
      : [
          ...written.slice(0, at),
          ...before,
          // Not replaceAll with a text: `$&` in a prompt would mean something.
          ...written.slice(at).map((arg) => arg.split(PROMPT).join(text)),
        ];
  return { args, env: {}, prompt, isPromptInArgs: true, files };
};

/** What stands for `{prompt}`: the text itself, or where it is written. */
const promptArgument = (
  { folder }: Call,
  about: { readonly config: AgentConfig; readonly prompt: string },
): { readonly text: string; readonly files: Invocation['files'] } => {
  const { config, prompt } = about;
  const path = join(folder, PROMPT_FILE);
  if (config.prompt === 'file')
    return { text: path, files: { [PROMPT_FILE]: prompt } };
  if (Buffer.byteLength(prompt) > MAX_ARGUMENT_BYTES)
    return {
      text: `Your task is too long for a command line. Read all of the file ${path} and do what it says.`,
      files: { [PROMPT_FILE]: prompt },
    };
  // No argument can hold a zero byte, and one that begins with - is a flag.
  const text = prompt.replaceAll('\0', '\uFFFD');
  return { text: text.startsWith('-') ? `\n${text}` : text, files: {} };
};

/** What is wrong with an entry of `agents` that describes a CLI of its own; null where nothing is. */
export const customFault = (config: AgentConfig): string | null => {
  const args = config.args ?? [];
  const has = (text: string) => args.some((arg) => arg.includes(text));
  const viaStdin = (config.prompt ?? 'stdin') === 'stdin';
  if (viaStdin && has(PROMPT))
    return `args has ${PROMPT}, but the prompt goes to stdin: say prompt: arg or prompt: file`;
  if (config.model === undefined && has(MODEL))
    return `args has ${MODEL}, but no model is named`;
  if (config.model !== undefined && !has(MODEL))
    return `a model is named, but args has no ${MODEL} for it`;
  if (config.resume !== undefined && config.output !== 'jsonl')
    return 'resume needs output: jsonl, where a session is named';
  return config.resume?.every((arg) => !arg.includes(SESSION)) === true
    ? `resume has no ${SESSION}`
    : null;
};
