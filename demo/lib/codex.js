import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readArguments, readStdin } from './arguments.js';
import { conform } from './conform.js';
import { partFor } from './part.js';
import { play } from './play.js';
import { readPrompt } from './prompt.js';
import { say, sessionId, tokensOf } from './session.js';

const SHARED = {
  '--json': 0,
  '--skip-git-repo-check': 0,
  '--ephemeral': 0,
  '--ignore-user-config': 0,
  '--ignore-rules': 0,
  '--strict-config': 0,
  '--dangerously-bypass-approvals-and-sandbox': 0,
  '-c': 1,
  '--config': 1,
  '-m': 1,
  '--model': 1,
  '--enable': 1,
  '--disable': 1,
  '--output-schema': 1,
  '-o': 1,
  '--output-last-message': 1,
};
const EXEC = {
  ...SHARED,
  '-s': 1,
  '--sandbox': 1,
  '-C': 1,
  '--cd': 1,
  '-p': 1,
  '--profile': 1,
  '--add-dir': 1,
  '--color': 1,
};
const RESUME = { ...SHARED, '--last': 0, '--all': 0 };

/** `codex exec` as far as a runner uses it; returns the exit code. */
export async function codex(argv, env) {
  if (argv[0] === '--version' || argv[0] === '-V') {
    process.stdout.write('codex-cli 0.169.0-demo\n');
    return 0;
  }
  if (argv[0] !== 'exec') {
    return refuse(`unrecognized subcommand '${argv[0] ?? ''}'`);
  }
  const is_resume = argv[1] === 'resume';
  const { flags, words, unknown } = readArguments(
    argv.slice(is_resume ? 2 : 1),
    is_resume ? RESUME : EXEC,
  );
  if (unknown) return refuse(`unexpected argument '${unknown}' found`);
  const thread = is_resume ? words.shift() : undefined;
  if (is_resume && !UUID.test(thread ?? '')) {
    process.stderr.write('Error: no rollout found for that thread id\n');
    return 1;
  }
  if (words.length > 1) {
    return refuse(`unexpected argument '${words[1]}' found`);
  }
  const prompt = await promptOf(words[0]);
  if (prompt.trim() === '') {
    process.stderr.write('No prompt provided via stdin.\n');
    return 1;
  }
  return turn({ prompt, flags, env, thread });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** With a prompt among the arguments the real one still waits for stdin. */
async function promptOf(word) {
  const stdin = await readStdin();
  return word === undefined || word === '-' ? stdin : word;
}

function refuse(message) {
  process.stderr.write(
    `error: ${message}\n\nUsage: codex exec [OPTIONS] [PROMPT]\n`,
  );
  return 2;
}

async function turn({ prompt, flags, env, thread }) {
  const cwd = resolve(flags.get('-C')?.[0] ?? flags.get('--cd')?.[0] ?? '.');
  const part = partFor(readPrompt(prompt, env));
  say({
    type: 'thread.started',
    thread_id: thread ?? sessionId(env.ORCHESTRATION_MARK ?? prompt),
  });
  say({ type: 'turn.started' });
  if (part.error) {
    say({ type: 'error', message: part.error });
    say({ type: 'turn.failed', error: { message: part.error } });
    return 1;
  }
  const stage = createStage();
  await play(part, { cwd, may_write: mayWrite(flags), stage });
  const text = answerText(part.answer, flags);
  stage.says(text);
  const last = (flags.get('-o') ?? flags.get('--output-last-message'))?.[0];
  if (last) writeFileSync(last, text);
  say({ type: 'turn.completed', usage: usage(prompt, part, text, thread) });
  return 0;
}

function createStage() {
  let items = 0;
  const item = (type, what) =>
    say({ type, item: { id: `item_${items}`, ...what } });
  const change = (file, kind, status) => ({
    type: 'file_change',
    changes: [{ path: file, kind }],
    status,
  });
  return {
    says: (text) => {
      item('item.completed', { type: 'agent_message', text });
      items += 1;
    },
    begins: (file, kind) =>
      item('item.started', change(file, kind, 'in_progress')),
    wrote: (file, kind) => {
      item('item.completed', change(file, kind, 'completed'));
      items += 1;
    },
    // The real one tells of a refused patch on stderr only.
    refused: (file) =>
      process.stderr.write(`patch rejected: ${file} is outside the sandbox\n`),
  };
}

function mayWrite(flags) {
  if (flags.has('--dangerously-bypass-approvals-and-sandbox')) return true;
  const config = [...(flags.get('-c') ?? []), ...(flags.get('--config') ?? [])]
    .map((value) => /^sandbox_mode="?([\w-]+)"?$/.exec(value)?.[1])
    .find((mode) => mode !== undefined);
  const mode = (flags.get('-s') ?? flags.get('--sandbox'))?.[0] ?? config;
  return mode === 'workspace-write' || mode === 'danger-full-access';
}

/** Bound to a schema the message is the JSON; else it stands in a block. */
function answerText(answer, flags) {
  const file = flags.get('--output-schema')?.[0];
  if (file === undefined) {
    return `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``;
  }
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  return JSON.stringify(conform(answer, schema));
}

/** Counted over the whole thread: a resumed one has a turn like this behind it. */
function usage(prompt, part, text, thread) {
  const turns = thread === undefined ? 1 : 2;
  const written = part.files.map(([, content]) => content).join('');
  const input = tokensOf(prompt) * 2;
  return {
    input_tokens: input * turns,
    cached_input_tokens: Math.floor(input / 2) * turns,
    cache_write_input_tokens: 0,
    output_tokens: tokensOf(written + text) * turns,
    reasoning_output_tokens: 16 * turns,
  };
}
