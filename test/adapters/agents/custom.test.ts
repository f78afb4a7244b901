import { describe, expect, test } from 'vitest';
import { agentProblems } from '../../../src/adapters/agents/agent-problems.ts';
import {
  backendNames,
  settleBackend,
} from '../../../src/adapters/agents/backends.ts';
import type { AgentConfig } from '../../../src/model/config.ts';
import { Fakes } from './fakes.ts';
import { verdictOf } from './replay.ts';

const withMine = (mine: AgentConfig): Fakes => new Fakes({ config: { mine } });

/** JavaScript that keeps what it was called with. */
const KEEP = `
const seen = {args: process.argv.slice(2), stdin: require('fs').readFileSync(0, 'utf8'), lang: process.env.MY_LANG, key: process.env.MINE_API_KEY, other: process.env.OTHER_API_KEY};
require('fs').writeFileSync('seen.json', JSON.stringify(seen));
`;

const seenBy = (fakes: Fakes) =>
  JSON.parse(fakes.read('work', 'seen.json')) as {
    args: readonly string[];
    stdin: string;
    lang?: string;
    key?: string;
    other?: string;
  };

describe('a CLI that only the config knows', () => {
  test('gets its prompt on stdin, its variables and its own key alone', async () => {
    using fakes = new Fakes({
      env: { MINE_API_KEY: 'k-1-secret', OTHER_API_KEY: 'k-2-secret' },
      config: { mine: { args: ['chat'], env: { MY_LANG: 'C' } } },
    });
    fakes.node('mine', `${KEEP} console.log('the\\nanswer');`);
    const result = await fakes.call('mine');
    expect(result).toMatchObject({
      outcome: { type: 'answered', text: 'the\nanswer\n' },
      session_id: null,
      usage: null,
    });
    expect(seenBy(fakes)).toEqual({
      args: ['chat'],
      stdin: 'Do it.\n',
      lang: 'C',
      key: 'k-1-secret',
    });
  });

  test('is called by another command, with the model that was asked for', async () => {
    using fakes = withMine({
      command: 'kiro-like',
      args: ['-m', '{model}'],
      model: 'usual',
    });
    fakes.node('kiro-like', `${KEEP} console.log('ok');`);
    await fakes.call('mine');
    expect(seenBy(fakes).args).toEqual(['-m', 'usual']);
    await fakes.call('mine:better');
    expect(seenBy(fakes).args).toEqual(['-m', 'better']);
  });

  test.each([
    ['Do it with "$HOME" & `x`\n', 'Do it with "$HOME" & `x`\n'],
    ['--help', '\n--help'],
    ['/quit', 'Your task:\n\n/quit'],
  ])('gets %j as one argument', async (prompt, received) => {
    using fakes = withMine({
      prompt: 'arg',
      args: ['chat', '{prompt}', '--last'],
      read_only: ['--plan'],
    });
    fakes.node('mine', `${KEEP} console.log('ok');`);
    await fakes.call('mine', { prompt });
    expect(seenBy(fakes)).toMatchObject({
      args: ['chat', received, '--last'],
      stdin: '',
    });
    await fakes.call('mine', { prompt, role: 'review' });
    expect(seenBy(fakes).args).toEqual(['chat', '--plan', received, '--last']);
  });

  test('is pointed to a file where the prompt is too long for an argument', async () => {
    using fakes = withMine({ prompt: 'arg' });
    fakes.node(
      'mine',
      `const [text] = process.argv.slice(2); const path = /file (\\S+) and/.exec(text)[1]; console.log(require('fs').readFileSync(path, 'utf8').length);`,
    );
    const prompt = 'ü'.repeat(60_000);
    expect((await fakes.call('mine', { prompt })).outcome).toEqual({
      type: 'answered',
      text: '60000\n',
    });
  });

  test('gets the path of a file where it wants one', async () => {
    using fakes = withMine({ prompt: 'file', args: ['--input={prompt}'] });
    fakes.node(
      'mine',
      `console.log(require('fs').readFileSync(process.argv[2].slice(8), 'utf8'));`,
    );
    expect((await fakes.call('mine')).output).toBe('Do it.\n\n');
  });

  test('is not believed where it exits badly, says nothing or says why not', async () => {
    using fakes = withMine({});
    const ends = async (body: string) => {
      fakes.shell('mine', `cat > /dev/null; ${body}`);
      return verdictOf((await fakes.call('mine')).outcome);
    };
    expect(await ends('echo done; exit 3')).toBe('crash');
    expect(await ends('exit 0')).toBe('bad_output');
    expect(await ends('printf "\\033[31m \\033[0m\\n"')).toBe('bad_output');
    expect(await ends('echo x; echo "Rate limit reached" >&2; exit 1')).toBe(
      'rate_limit',
    );
    expect(await ends('echo "test: got HTTP 429, timeout"; exit 1')).toBe(
      'crash',
    );
  });

  test('keeps the end of an answer however much it prints', async () => {
    using fakes = withMine({});
    fakes.node(
      'mine',
      `const fs = require('fs'); const line = 'x'.repeat(99) + '\\n'; for (let n = 0; n < 300; n += 1) fs.writeSync(1, line.repeat(1000)); fs.writeSync(1, 'the end\\n');`,
    );
    const { outcome } = await fakes.call('mine');
    const text = outcome.type === 'answered' ? outcome.text : '';
    expect(text.endsWith('\nthe end\n')).toBe(true);
    expect(text.length).toBeLessThan(10 * 1024 * 1024);
  });
});

describe('JSON lines of such a CLI', () => {
  const jsonl: AgentConfig = {
    output: 'jsonl',
    args: ['-q'],
    resume: ['--resume', '{session}'],
  };

  test('are read for session, text, tools, usage and end', async () => {
    using fakes = withMine(jsonl);
    fakes.node(
      'mine',
      `
say({type: 'init', session_id: 's-1'});
say({type: 'message', role: 'user', content: 'Do it.'});
say({type: 'message', role: 'assistant', content: 'Looking. '});
say({type: 'tool_use', name: 'write_file', input: {path: 'a.txt'}});
say({type: 'text_delta', text: 'All '});
say({type: 'text_delta', text: 'done'});
say({type: 'result', status: 'success', usage: {prompt_tokens: 5, completion_tokens: 2}});`,
    );
    expect(await fakes.call('mine')).toMatchObject({
      outcome: { type: 'answered', text: 'All done' },
      session_id: 's-1',
      usage: { input_tokens: 5, output_tokens: 2 },
      files_written: ['a.txt'],
    });
  });

  test('go on with a session', async () => {
    using fakes = withMine(jsonl);
    fakes.node('mine', `${KEEP} say({type: 'result', result: 'ok'});`);
    await fakes.call('mine', { session_id: 's-1' });
    expect(seenBy(fakes).args).toEqual(['-q', '--resume', 's-1']);
  });

  test.each([
    [`say({type: 'text', text: 'fine'});`, 'crash'],
    [
      `say({type: 'text', text: 'fine'}); say({type: 'result', is_error: true, error: {code: 401, message: 'no'}});`,
      'auth',
    ],
    [
      `say({type: 'error', message: 'x', status: 429}); process.exitCode = 1;`,
      'rate_limit',
    ],
    [`say({type: 'result', status: 'success'});`, 'bad_output'],
  ])('of %s are %s', async (body, verdict) => {
    using fakes = withMine(jsonl);
    fakes.node('mine', body);
    expect(verdictOf((await fakes.call('mine')).outcome)).toBe(verdict);
  });
});

describe('a name in a role', () => {
  test('may carry a model, which goes before the config', () => {
    const agents = { codex: { model: 'usual', network: true } };
    expect(settleBackend('codex', agents)?.config.model).toBe('usual');
    expect(settleBackend('codex:gpt-9', agents)).toMatchObject({
      backend: { name: 'codex' },
      config: { model: 'gpt-9', network: true },
    });
    expect(settleBackend('claude-code:a/b:c', {})).toMatchObject({
      backend: { name: 'claude' },
      config: { model: 'a/b:c' },
    });
  });

  test('is none where nobody described it', () => {
    expect(settleBackend('constructor', {})).toBeNull();
    expect(backendNames({ mine: {}, codex: {} })).toEqual([
      ...['codex', 'gemini', 'claude', 'opencode', 'mine'],
    ]);
  });

  test('of a CLI that nothing keeps from writing says so', () => {
    const reads = (mine: AgentConfig) =>
      settleBackend('mine', { mine })?.backend.permissions('review', mine);
    expect(reads({})).toBe('not kept from writing');
    expect(reads({ read_only: ['--plan'] })).toBe('as reader: --plan');
  });
});

describe('what is refused in the config', () => {
  const refused = (name: string, config: AgentConfig) =>
    agentProblems({ [name]: config }).map(({ at }) => at);

  test.each([
    ['codex', ['--x', '--dangerously-bypass-approvals-and-sandbox'], 1],
    ['codex', ['--yolo'], 0],
    ['codex', ['-s', 'danger-full-access'], 0],
    ['codex', ['--sandbox=danger-full-access'], 0],
    ['codex', ['-sdanger-full-access'], 0],
    ['codex', ['-c', 'sandbox_mode="danger-full-access"'], 0],
    ['codex', ['-m', 'x', '--config=sandbox_mode=workspace-write'], 2],
    ['claude', ['--dangerously-skip-permissions'], 0],
    ['claude', ['--allow-dangerously-skip-permissions'], 0],
    ['claude-code', ['--permission-mode', 'bypassPermissions'], 0],
    ['claude', ['--settings', '{"defaultMode":"bypassPermissions"}'], 0],
    ['gemini', ['--approval-mode=auto_edit'], 0],
    ['gemini', ['-y'], 0],
    ['opencode', ['--auto'], 0],
    ['mine', ['--dangerously-skip-permissions'], 0],
  ])('of %s: %j', (name, args, at) => {
    expect(refused(name, { args })).toEqual([`/agents/${name}/args/${at}`]);
    const [first = '', second = ''] = args.slice(at);
    const isPair = args.length - at > 1 && !first.includes('=');
    const text = isPair ? `${first} ${second}` : first;
    expect(refused(name, { args, unsafe: [text] })).toEqual([]);
  });

  test('and what is harmless is not', () => {
    for (const args of [
      ['-s', 'read-only'],
      ['-c', 'model_reasoning_effort="high"'],
      ['--add-dir', '../danger'],
      ['-c', 'sandbox_workspace_write.network_access=true'],
    ])
      expect(refused('codex', { args })).toEqual([]);
    expect(refused('claude', { args: ['--permission-mode', 'plan'] })).toEqual(
      [],
    );
  });

  test.each<[string, AgentConfig, string]>([
    ['codex', { prompt: 'arg' }, '/agents/codex/prompt'],
    ['mine', { args: ['{prompt}'] }, '/agents/mine'],
    ['mine', { args: ['{model}'] }, '/agents/mine'],
    ['mine', { model: 'x' }, '/agents/mine'],
    ['mine', { resume: ['-r', '{session}'] }, '/agents/mine'],
    ['mine', { output: 'jsonl', resume: ['-r'] }, '/agents/mine'],
    ['a/b', {}, '/agents/a~1b'],
  ])('of %s: %j cannot work', (name, config, at) => {
    expect(refused(name, config)).toEqual([at]);
  });
});
