import { randomUUID } from 'node:crypto';
import { readArguments, readStdin } from './arguments.js';
import { partFor } from './part.js';
import { play } from './play.js';
import { readPrompt } from './prompt.js';
import { say, sessionId, tokensOf } from './session.js';

const KNOWN = {
  '-m': 1,
  '--model': 1,
  '-p': 1,
  '--prompt': 1,
  '-o': 1,
  '--output-format': 1,
  '--approval-mode': 1,
  '-r': 1,
  '--resume': 1,
  '--session-id': 1,
  '--include-directories': 1,
  '-y': 0,
  '--yolo': 0,
  '--skip-trust': 0,
  '-d': 0,
  '--debug': 0,
};
const MODES = ['default', 'auto_edit', 'yolo', 'plan'];
const MODEL = 'gemini-2.5-pro';

/** `gemini` without a terminal, as far as a runner uses it; returns the exit code. */
export async function gemini(argv, env) {
  if (argv.includes('--version') || argv.includes('-v')) {
    process.stdout.write('0.61.0-demo\n');
    return 0;
  }
  const { flags, words, unknown } = readArguments(argv, KNOWN);
  if (unknown) return refuse(`Unknown argument: ${unknown.replace(/^-+/, '')}`);
  const mode = flags.get('--approval-mode')?.[0] ?? 'default';
  if (!MODES.includes(mode)) {
    return refuse(`Argument: approval-mode, Given: "${mode}"`);
  }
  const format = (flags.get('--output-format') ?? flags.get('-o'))?.[0];
  if (format !== 'stream-json') {
    return refuse('The demo speaks --output-format stream-json only');
  }
  const appended = (flags.get('-p') ?? flags.get('--prompt'))?.[0];
  const prompt = [await readStdin(), appended, ...words]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  if (prompt.trim() === '') {
    process.stderr.write('No input provided via stdin.\n');
    return 42;
  }
  return turn({ prompt, flags, env, mode });
}

function refuse(message) {
  process.stderr.write(`${message}\nUsage: gemini [options] [query..]\n`);
  return 1;
}

async function turn({ prompt, flags, env, mode }) {
  const at = () => new Date().toISOString();
  const emit = (type, rest) => say({ type, timestamp: at(), ...rest });
  const model = (flags.get('-m') ?? flags.get('--model'))?.[0] ?? MODEL;
  const part = partFor(readPrompt(prompt, env));
  emit('init', { session_id: sessionOf(flags, env, prompt), model });
  emit('message', { role: 'user', content: prompt });
  if (part.error) {
    const error = { type: 'unknown', message: `[API Error: ${part.error}]` };
    emit('result', { status: 'error', error, stats: stats(model, '', '', 0) });
    return 1;
  }
  const started = Date.now();
  const may_write = mode === 'yolo' || mode === 'auto_edit' || flags.has('-y');
  const stage = createStage(emit);
  await play(part, { cwd: process.cwd(), may_write, stage });
  const text = `\`\`\`json\n${JSON.stringify(part.answer, null, 2)}\n\`\`\``;
  // What it says is one text in pieces: a block needs a line of its own.
  stage.says(`\n\n${text}`);
  const written = part.files.map(([, content]) => content).join('') + text;
  emit('result', {
    status: 'success',
    stats: {
      ...stats(model, prompt, written, part.files.length),
      duration_ms: Date.now() - started,
    },
  });
  return 0;
}

const sessionOf = (flags, env, prompt) =>
  (flags.get('--resume') ??
    flags.get('-r') ??
    flags.get('--session-id'))?.[0] ??
  sessionId(env.ORCHESTRATION_MARK ?? prompt);

function createStage(emit) {
  let id = '';
  const tool = (file, content) => {
    id = `write_file__fc_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
    emit('tool_use', {
      tool_name: 'write_file',
      tool_id: id,
      parameters: { file_path: file, content },
    });
  };
  return {
    says: (content) =>
      emit('message', { role: 'assistant', content, delta: true }),
    begins: (file, _, content) => tool(file, content),
    wrote: () => emit('tool_result', { tool_id: id, status: 'success' }),
    refused: (file) => {
      tool(file, '');
      const message = 'Tool execution denied by policy.';
      emit('tool_result', {
        tool_id: id,
        status: 'error',
        output: message,
        error: { type: 'policy_violation', message },
      });
    },
  };
}

function stats(model, prompt, written, tool_calls) {
  const input_tokens = tokensOf(prompt) * 2;
  const output_tokens = tokensOf(written);
  const cached = Math.floor(input_tokens / 2);
  const counts = {
    total_tokens: input_tokens + output_tokens,
    input_tokens,
    output_tokens,
    cached,
    input: input_tokens - cached,
  };
  return { ...counts, duration_ms: 0, tool_calls, models: { [model]: counts } };
}
