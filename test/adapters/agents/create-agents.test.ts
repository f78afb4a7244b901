import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aliveWith } from '../process/stage.ts';
import { codexSays, Fakes } from './fakes.ts';
import { verdictOf } from './replay.ts';

describe('a call of an agent', () => {
  test('gives it cwd, prompt, and where it stands; and takes its answer', async () => {
    using fakes = new Fakes({
      env: { OPENAI_API_KEY: 'hush-hush-1', GITHUB_TOKEN: 'hush-hush-2' },
    });
    fakes.node(
      'codex',
      `
const prompt = require('fs').readFileSync(0, 'utf8');
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^ORCHESTRATION_|_KEY$|_TOKEN$/.test(name)));
const text = JSON.stringify({prompt, cwd: process.cwd(), env, args: process.argv.slice(2)});
require('fs').writeFileSync('seen.json', text);
${codexSays('the answer')}`,
    );
    const result = await fakes.call('codex', { mark: 'mark-x', n: 3 });
    expect(result).toEqual({
      outcome: { type: 'answered', text: 'the answer' },
      session_id: 't-1',
      usage: {
        input_tokens: 10,
        cached_input_tokens: 4,
        output_tokens: 2,
        cost_usd: null,
      },
      exit_code: 0,
      output: 'the answer',
      files_written: [],
    });
    const seen = JSON.parse(fakes.read('work', 'seen.json')) as {
      env: Record<string, string>;
    };
    expect(seen).toMatchObject({ prompt: 'Do it.\n', cwd: fakes.path('work') });
    expect(seen.env).toEqual({
      OPENAI_API_KEY: 'hush-hush-1',
      ORCHESTRATION_SPEC: '.kiro/specs/x',
      ORCHESTRATION_UNIT: '2.1',
      ORCHESTRATION_ROLE: 'implement',
      ORCHESTRATION_ATTEMPT: '3',
      ORCHESTRATION_RUN: 'run-1',
      ORCHESTRATION_MARK: 'mark-x',
      ORCHESTRATION_PORT_BASE: expect.stringMatching(/^\d{5}$/) as string,
    });
  });

  test('leaves prompt, streams and result in its folder, for its owner alone', async () => {
    using fakes = new Fakes();
    fakes.node('codex', codexSays('the answer'));
    await fakes.call('codex', { log_name: '2.1-fix-1' });
    expect(fakes.read('attempts', '2.1-fix-1', 'prompt.md')).toBe('Do it.\n');
    expect(fakes.read('attempts', '2.1-fix-1', 'stdout.log')).toContain(
      'the answer',
    );
    expect(
      JSON.parse(fakes.read('attempts', '2.1-fix-1', 'result.json')),
    ).toMatchObject({
      outcome: { type: 'answered' },
      end: { cause: 'exited' },
    });
    expect(statSync(fakes.path('attempts', '2.1-fix-1')).mode & 0o777).toBe(
      0o700,
    );
  });

  test('never writes over the folder of an earlier one', async () => {
    using fakes = new Fakes();
    fakes.node('codex', codexSays('one'));
    await fakes.call('codex', { log_name: 'a' });
    fakes.node('codex', codexSays('two'));
    await fakes.call('codex', { log_name: 'a' });
    expect(fakes.read('attempts', 'a', 'stdout.log')).toContain('one');
    expect(fakes.read('attempts', 'a.2', 'stdout.log')).toContain('two');
  });

  test('to a place outside its folder is refused', async () => {
    using fakes = new Fakes();
    fakes.node('codex', codexSays('one'));
    await expect(fakes.call('codex', { log_name: '../a' })).rejects.toThrow(
      'plain path',
    );
  });

  test('of a CLI that is missing says how to get it', async () => {
    using fakes = new Fakes();
    expect(await fakes.call('gemini')).toMatchObject({
      outcome: {
        failure: {
          type: 'missing_binary',
          message:
            'gemini was not found; to install it: npm install -g @google/gemini-cli',
        },
      },
      exit_code: null,
    });
    expect(verdictOf((await fakes.call('no-such')).outcome)).toBe(
      'missing_binary',
    );
  });

  test('uses the command of the config, found on PATH', async () => {
    using fakes = new Fakes({ config: { codex: { command: 'my-codex' } } });
    fakes.node('my-codex', codexSays('mine'));
    expect((await fakes.call('codex')).outcome).toEqual({
      type: 'answered',
      text: 'mine',
    });
  });

  test('that cannot write its files has failed, and nothing was run', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `require('fs').writeFileSync('ran', ''); ${codexSays('one')}`,
    );
    fakes.shell('../attempts', 'this is a file where a folder should be');
    const { outcome } = await fakes.call('codex');
    expect(outcome).toMatchObject({ failure: { type: 'crash' } });
    expect(() => fakes.read('work', 'ran')).toThrow();
  });

  test('shows the line that grows where the words come one by one', async () => {
    using fakes = new Fakes();
    fakes.node(
      'gemini',
      `for (const content of ['Let me ', 'look.\\nI ', 'see.']) say({type: 'message', role: 'assistant', delta: true, content}); say({type: 'result', status: 'success', stats: {}});`,
    );
    const activity: string[] = [];
    await fakes.call('gemini', {
      onActivity: ({ text }) => activity.push(text),
    });
    expect(activity).toEqual(['Let me', 'I', 'I see.']);
  });

  test('tells people what goes on, without control sequences and secrets', async () => {
    using fakes = new Fakes({ env: { OPENAI_API_KEY: 'hush-hush-1' } });
    fakes.node(
      'codex',
      `say({type: 'item.started', item: {id: 'i', type: 'command_execution', command: 'echo \\u001b[2Jhush-hush-1\\nnext'}});${codexSays('done hush-hush-1')}`,
    );
    const activity: string[] = [];
    const result = await fakes.call('codex', {
      onActivity: ({ text }) => activity.push(text),
    });
    expect(activity).toEqual(['$ echo [masked] next', 'done [masked]']);
    expect(result.outcome).toEqual({ type: 'answered', text: 'done [masked]' });
  });
});

describe('a session', () => {
  test('counts this attempt alone, though the CLI counts all of them', async () => {
    using fakes = new Fakes();
    fakes.node('codex', codexSays('again'));
    const prior_usage = {
      input_tokens: 7,
      cached_input_tokens: 4,
      output_tokens: 1,
      cost_usd: null,
    };
    const resumed = await fakes.call('codex', {
      session_id: 't-1',
      prior_usage,
    });
    expect(resumed.usage).toEqual({
      input_tokens: 3,
      cached_input_tokens: 0,
      output_tokens: 1,
      cost_usd: null,
    });
    // Nothing of an earlier session is taken off a new one.
    const fresh = await fakes.call('codex', { prior_usage });
    expect(fresh.usage?.input_tokens).toBe(10);
  });

  test('that is gone is begun anew, once', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `
require('fs').appendFileSync('calls', process.argv.includes('resume') ? 'r' : 'n');
if (process.argv.includes('resume')) {
  console.error('Error: thread/resume: no rollout found for thread id t-1');
  process.exit(1);
}
${codexSays('anew')}`,
    );
    const result = await fakes.call('codex', { session_id: 't-1' });
    expect(result.outcome).toEqual({ type: 'answered', text: 'anew' });
    expect(fakes.read('work', 'calls')).toBe('rn');
  });

  test('is not begun anew where the agent had begun to work', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `
require('fs').appendFileSync('calls', 'x');
say({type: 'item.completed', item: {id: 'i', type: 'agent_message', text: 'no rollout found'}});
console.error('no rollout found'); process.exit(1);`,
    );
    const result = await fakes.call('codex', { session_id: 't-1' });
    expect(result.outcome.type).toBe('failed');
    expect(fakes.read('work', 'calls')).toBe('x');
  });
});

describe('a CLI with a habit', () => {
  test('that waits for the end of its input gets it', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `process.stdin.resume(); process.stdin.on('end', () => {${codexSays('read all')}});`,
    );
    expect(verdictOf((await fakes.call('codex')).outcome)).toBe('answered');
  });

  test('that ends with 0 and says nothing has failed', async () => {
    using fakes = new Fakes();
    for (const name of ['codex', 'gemini', 'claude', 'opencode']) {
      fakes.shell(name, 'cat > /dev/null; exit 0');
      expect(verdictOf((await fakes.call(name)).outcome)).toBe('crash');
    }
  });

  test('that ends with 0 after an error event has failed', async () => {
    using fakes = new Fakes();
    fakes.node(
      'gemini',
      `say({type: 'init', session_id: 's'}); say({type: 'message', role: 'assistant', content: 'All done!', delta: true}); say({type: 'result', status: 'error', error: {message: '[API Error: {"error":{"code":401,"message":"bad key"}}]'}});`,
    );
    expect(await fakes.call('gemini')).toMatchObject({
      exit_code: 0,
      outcome: { failure: { type: 'auth' } },
    });
  });

  test('that quotes an approving verdict of its prompt has not given one', async () => {
    using fakes = new Fakes();
    fakes.node(
      'gemini',
      `const content = require('fs').readFileSync(0, 'utf8'); say({type: 'init', session_id: 's'}); say({type: 'message', role: 'user', content}); say({type: 'result', status: 'success', stats: {}});`,
    );
    const { outcome } = await fakes.call('gemini', {
      role: 'review',
      prompt: 'Answer {"task_id":"1","severity":"none","summary":"ok"}',
    });
    expect(outcome).toMatchObject({ failure: { type: 'bad_output' } });
  });

  test('that tears its JSON, prints a line of 50 MB and broken UTF-8 is understood', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `
const fs = require('fs');
fs.writeSync(1, '{"type":"item.completed","item":{"id":"i","type":"agent_mess\\n');
for (let n = 0; n < 50; n += 1) fs.writeSync(1, 'y'.repeat(1 << 20));
fs.writeSync(1, Buffer.from([10, 0xff, 0xfe, 10]));
${codexSays('found')}`,
    );
    expect((await fakes.call('codex')).outcome).toEqual({
      type: 'answered',
      text: 'found',
    });
  });

  test('that prints without end before its answer costs no memory', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `
const fs = require('fs');
const line = JSON.stringify({type: 'item.completed', item: {id: 'i', type: 'command_execution', command: 'x', aggregated_output: 'z'.repeat(60000)}}) + '\\n';
for (let n = 0; n < 500; n += 1) fs.writeSync(1, line.repeat(4));
${codexSays('at last')}`,
    );
    const before = process.memoryUsage().rss;
    expect((await fakes.call('codex')).outcome).toEqual({
      type: 'answered',
      text: 'at last',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('that does not leave after its last word has still succeeded', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `${codexSays('done')} setInterval(() => undefined, 1000);`,
    );
    expect((await fakes.call('codex')).outcome).toEqual({
      type: 'answered',
      text: 'done',
    });
  });

  test('that leaves a grandchild with the pipe in its own session leaves none', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `require('child_process').spawn('setsid', ['sleep', '600'], {stdio: 'inherit'}).unref();${codexSays('done')} process.exitCode = 0; setImmediate(() => process.exit());`,
    );
    const result = await fakes.call('codex', { mark: 'mark-grandchild' });
    expect(result.outcome).toEqual({ type: 'answered', text: 'done' });
    expect(aliveWith('mark-grandchild')).toEqual([]);
  });

  test('that ignores TERM is stopped all the same', async () => {
    using fakes = new Fakes();
    const stop = new AbortController();
    fakes.node(
      'codex',
      `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); say({type: 'item.completed', item: {id: 'i', type: 'agent_message', text: 'ready'}});`,
    );
    const result = await fakes.call('codex', {
      mark: 'mark-stubborn',
      signal: stop.signal,
      onActivity: () => stop.abort(),
    });
    expect(verdictOf(result.outcome)).toBe('canceled');
    expect(result.output).toContain('ready');
    expect(aliveWith('mark-stubborn')).toEqual([]);
  });

  test('that repeats an error without end is stopped, and that error told', async () => {
    using fakes = new Fakes();
    fakes.node(
      'opencode',
      `setInterval(() => { say({type: 'step_start', sessionID: 's', part: {}}); say({type: 'text', sessionID: 's', part: {text: 'He'}}); say({type: 'step_finish', sessionID: 's', part: {reason: 'unknown', tokens: {}}}); }, 5);`,
    );
    expect(verdictOf((await fakes.call('opencode')).outcome)).toBe('network');
  });

  test('that would try ten times, told on stderr alone, is stopped after three', async () => {
    using fakes = new Fakes();
    fakes.node(
      'gemini',
      `
process.on('SIGTERM', () => process.exit(0));
let n = 0;
const fail = () => { n += 1; require('fs').writeFileSync('tries', String(n)); console.error('Attempt ' + n + ' failed with status 429. Retrying with backoff... _ApiError: {"error":{"code":429,"message":"Rate limit reached. Please try again in 9s.","status":"RESOURCE_EXHAUSTED"}}'); };
say({type: 'init', session_id: 's'});
fail(); const timer = setInterval(() => { fail(); if (n === 3) clearInterval(timer); }, 5);
setInterval(() => undefined, 1000);`,
    );
    const { outcome } = await fakes.call('gemini');
    expect(outcome).toMatchObject({
      failure: {
        type: 'rate_limit',
        message: 'Rate limit reached. Please try again in 9s.',
        reset_at: expect.any(String) as string,
      },
    });
    expect(fakes.read('work', 'tries')).toBe('3');
  });

  test('that gets over its errors again and again is left alone', async () => {
    using fakes = new Fakes();
    fakes.node(
      'codex',
      `
for (let n = 0; n < 40; n += 1) {
  say({type: 'error', message: 'Reconnecting... 1/5 (unexpected status 503 Service Unavailable)'});
  say({type: 'item.completed', item: {id: 'i', type: 'agent_message', text: 'on ' + n}});
}
${codexSays('there')}`,
    );
    expect((await fakes.call('codex')).outcome).toEqual({
      type: 'answered',
      text: 'there',
    });
  });

  test('that hangs is stopped as idle, one that takes too long by its limit', async () => {
    using fakes = new Fakes({ idleMs: 400 });
    fakes.shell('codex', 'exec sleep 600');
    expect(verdictOf((await fakes.call('codex')).outcome)).toBe('idle');
    const late = await fakes.call('codex', { timeoutMs: 300 });
    expect(verdictOf(late.outcome)).toBe('timeout');
  });
});
