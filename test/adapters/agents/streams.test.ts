import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { END, NOW, replay, transcribe, verdictOf } from './replay.ts';

const FOLDER = new URL('../../fixtures/streams/', import.meta.url);
const stream = (name: string): string =>
  readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8');

/** Every fixture: what its process ended with, and what that comes to. */
const TABLE: readonly (readonly [
  name: string,
  exit: number | null,
  verdict: string,
])[] = [
  ['codex.success', 0, 'answered'],
  ['codex.recovered', 0, 'answered'],
  ['codex.auth', 1, 'auth'],
  ['codex.no-key', 1, 'auth'],
  ['codex.rate-limit', 1, 'rate_limit'],
  ['codex.quota', 1, 'usage_cap'],
  ['codex.usage-limit', 1, 'usage_cap'],
  ['codex.busy', 1, 'network'],
  ['codex.broken-stream', 1, 'network'],
  ['codex.no-network', null, 'network'],
  ['codex.token-limit', 1, 'bad_output'],
  ['codex.empty', 0, 'bad_output'],
  ['codex.unknown-model', 1, 'crash'],
  ['codex.bad-request', 1, 'crash'],
  ['codex.killed', null, 'crash'],
  ['gemini.success', 0, 'answered'],
  ['gemini.echo-only', 0, 'bad_output'],
  ['gemini.auth', 145, 'auth'],
  ['gemini.forbidden', 147, 'auth'],
  ['gemini.rate-limit', 173, 'rate_limit'],
  ['gemini.retry-delay', 173, 'rate_limit'],
  ['gemini.quota', 173, 'usage_cap'],
  ['gemini.server-error', 244, 'network'],
  ['gemini.overloaded', 247, 'network'],
  ['gemini.no-network', 1, 'network'],
  ['gemini.malformed', 1, 'network'],
  ['gemini.broken-stream', 0, 'network'],
  ['gemini.unknown-model', 1, 'crash'],
  ['gemini.stopped', 0, 'crash'],
  ['claude.success', 0, 'answered'],
  ['claude.empty', 0, 'bad_output'],
  ['claude.auth', 1, 'auth'],
  ['claude.not-logged-in', 1, 'auth'],
  ['claude.rate-limit', 1, 'rate_limit'],
  ['claude.quota', 1, 'usage_cap'],
  ['claude.usage-limit', 1, 'usage_cap'],
  ['claude.overloaded', 1, 'network'],
  ['claude.no-network', 1, 'network'],
  ['claude.token-limit', 1, 'bad_output'],
  ['claude.max-turns', 1, 'bad_output'],
  ['claude.unknown-model', 1, 'crash'],
  ['claude.no-session', 1, 'crash'],
  ['opencode.success', 0, 'answered'],
  ['opencode.empty', 0, 'bad_output'],
  ['opencode.rejected', 0, 'crash'],
  ['opencode.token-limit', 0, 'bad_output'],
  ['opencode.loop', null, 'network'],
  ['opencode.auth', 1, 'auth'],
  ['opencode.rate-limit', 1, 'rate_limit'],
  ['opencode.quota', 1, 'usage_cap'],
  ['opencode.server-error', 1, 'network'],
  ['opencode.no-network', 1, 'network'],
  ['opencode.malformed', 1, 'network'],
  ['opencode.unknown-model', 1, 'crash'],
  // Recorded by scripts/record-streams.ts.
  ['codex.real-write', 0, 'answered'],
  ['codex.real-trap', 0, 'answered'],
  ['codex.real-401', 1, 'auth'],
  ['codex.real-429', 1, 'rate_limit'],
  ['codex.real-cut', 1, 'network'],
  ['gemini.real-write', 0, 'answered'],
  ['gemini.real-trap', 0, 'answered'],
  ['gemini.real-401', 145, 'auth'],
  ['gemini.real-429', 173, 'rate_limit'],
  ['gemini.real-cut', 0, 'network'],
  ['claude.real-write', 0, 'answered'],
  ['claude.real-trap', 0, 'answered'],
  ['claude.real-401', 1, 'auth'],
  ['claude.real-429', 1, 'rate_limit'],
  ['claude.real-cut', 0, 'network'],
  ['opencode.real-write', 0, 'answered'],
  ['opencode.real-trap', 0, 'answered'],
  ['opencode.real-401', 1, 'auth'],
  ['opencode.real-429', 1, 'rate_limit'],
  ['opencode.real-cut', null, 'network'],
];

const cliOf = (name: string): string => name.split('.')[0] ?? '';

describe('a stream', () => {
  test.each(TABLE)('%s with exit code %s is %s', (name, exit_code, verdict) => {
    const end = { exit_code, signal: exit_code === null ? 'SIGTERM' : null };
    expect(verdictOf(replay(cliOf(name), stream(name), end))).toBe(verdict);
  });

  test('is in the table, each that there is', () => {
    const files = readdirSync(FOLDER).map((file) =>
      file.replace(/\.jsonl$/, ''),
    );
    expect(TABLE.map(([name]) => name).sort()).toEqual(files.sort());
  });

  test.each(TABLE.filter(([, , verdict]) => verdict === 'answered'))(
    '%s that was torn anywhere is no success',
    (name) => {
      const whole = stream(name).trimEnd();
      for (let cut = 0; cut < whole.length; cut += 37) {
        const outcome = replay(cliOf(name), whole.slice(0, cut));
        expect(outcome.type).toBe('failed');
      }
    },
  );

  test.each(TABLE.filter(([, , verdict]) => verdict === 'answered'))(
    '%s between lines that are no events is the same',
    (name) => {
      const noisy = stream(name).replaceAll(
        '\n',
        '\nWarning: 401\n{"type":"new.event","x":1}\n{"type":3}\n[]\n{"torn":\n',
      );
      expect(replay(cliOf(name), noisy)).toEqual(
        replay(cliOf(name), stream(name)),
      );
    },
  );
});

describe('a run in which tests print failures and the answer names them', () => {
  const CLIS = ['codex', 'gemini', 'claude', 'opencode'];

  test.each(CLIS)('of %s is judged by what the CLI says', (cli) => {
    const whole = stream(`${cli}.real-trap`);
    expect(whole).toContain('429 rate limit');
    expect(verdictOf(replay(cli, whole))).toBe('answered');
  });

  test.each(CLIS)(
    'of %s that dies in the middle has crashed, no more',
    (cli) => {
      const lines = stream(`${cli}.real-trap`).trimEnd().split('\n');
      const end = { exit_code: null, signal: 'SIGKILL' };
      for (let n = 0; n < lines.length; n += 1) {
        const cut = replay(cli, lines.slice(0, n).join('\n'), end);
        expect(verdictOf(cut)).toBe('crash');
      }
    },
  );
});

describe('the answer', () => {
  const ANSWER =
    'Here it is:\n```json\n{"status":"completed","summary":"one file"}\n```';

  test.each(['codex', 'gemini', 'claude', 'opencode'])(
    'of %s is what it said after its last tool',
    (name) => {
      expect(replay(name, stream(`${name}.success`))).toEqual({
        type: 'answered',
        text: ANSWER,
      });
    },
  );

  test('is never the prompt that comes back, though it quotes a verdict', () => {
    expect(replay('gemini', stream('gemini.echo-only'))).toMatchObject({
      failure: { type: 'bad_output', message: 'ended without an answer' },
    });
  });
});

describe('what else a stream tells', () => {
  test.each([
    [
      'codex',
      null,
      {
        input_tokens: 900,
        cached_input_tokens: 300,
        output_tokens: 70,
        cost_usd: null,
      },
    ],
    [
      'gemini',
      {
        input_tokens: 800,
        cached_input_tokens: 200,
        output_tokens: 60,
        cost_usd: null,
      },
      null,
    ],
    [
      'claude',
      {
        input_tokens: 420,
        cached_input_tokens: 300,
        output_tokens: 40,
        cost_usd: 0.01,
      },
      null,
    ],
    [
      'opencode',
      {
        input_tokens: 2400,
        cached_input_tokens: 2000,
        output_tokens: 68,
        cost_usd: 0.004,
      },
      null,
    ],
  ])(
    '%s: usage, with cached tokens among the input',
    (name, usage, session_usage) => {
      expect(transcribe(name, stream(`${name}.success`))).toMatchObject({
        usage,
        session_usage,
      });
    },
  );

  test.each([
    ['codex', '01900000-0000-7000-8000-00000000c0de', '/repo/src/author.ts'],
    ['gemini', '0190beef-0000-4000-8000-000000000001', '/repo/ui/a.tsx'],
    ['claude', '0190c1a0-0000-4000-8000-000000000001', '/repo/a.ts'],
    ['opencode', 'ses_0190abcdef', '/repo/a.ts'],
  ])(
    '%s: session, files written, no tool left open',
    (name, session_id, file) => {
      const seen = transcribe(name, stream(`${name}.success`));
      expect(seen.session_id).toBe(session_id);
      expect([...seen.files_written]).toEqual([file]);
      expect(seen.open_tools.size).toBe(0);
    },
  );

  test.each(['codex', 'gemini', 'claude'])(
    '%s: a tool that is running',
    (name) => {
      const lines = stream(`${name}.success`).split('\n');
      const most = lines.map(
        (_, n) =>
          transcribe(name, lines.slice(0, n).join('\n')).open_tools.size,
      );
      expect(Math.max(...most)).toBe(1);
    },
  );

  test('a session id that could be taken for a flag is none', () => {
    const evil = '{"type":"thread.started","thread_id":"--dangerously-x"}';
    expect(transcribe('codex', evil).session_id).toBeNull();
  });

  test.each([
    ['codex.usage-limit', 2 * 86_400 + 3 * 3600 + 5 * 60],
    ['gemini.rate-limit', 7],
    ['gemini.retry-delay', 37.5],
    ['claude.rate-limit', 12],
    ['claude.usage-limit', 1_767_420_000 - NOW.getTime() / 1000],
    ['opencode.rate-limit', 30],
  ])('%s: when trying again makes sense', (name, seconds) => {
    expect(replay(cliOf(name), stream(name), { exit_code: 1 })).toMatchObject({
      failure: {
        reset_at: new Date(NOW.getTime() + seconds * 1000).toISOString(),
      },
    });
  });

  test('how to log in, where that is what is missing', () => {
    expect(
      replay('codex', stream('codex.auth'), { exit_code: 1 }),
    ).toMatchObject({
      failure: { message: expect.stringContaining('codex login') as string },
    });
  });
});

describe('an end', () => {
  const half = stream('codex.killed');

  test.each([
    ['timeout', 'timeout'],
    ['idle', 'idle'],
    ['canceled', 'canceled'],
    ['missing', 'missing_binary'],
    ['not_startable', 'crash'],
  ] as const)('by %s is %s', (cause, type) => {
    expect(verdictOf(replay('codex', half, { cause }))).toBe(type);
  });

  test('after the last word is a success, though it did not leave by itself', () => {
    const end = {
      cause: 'lingered',
      exit_code: null,
      signal: 'SIGTERM',
    } as const;
    expect(verdictOf(replay('codex', stream('codex.success'), end))).toBe(
      'answered',
    );
  });

  test('with exit code 0 and nothing said is no success', () => {
    for (const name of ['codex', 'gemini', 'claude', 'opencode'])
      expect(replay(name, '')).toMatchObject({ type: 'failed' });
  });

  test('while the CLI repeated an error is that error', () => {
    const end = { cause: 'canceled', isStuck: true, exit_code: null } as const;
    expect(verdictOf(replay('opencode', stream('opencode.loop'), end))).toBe(
      'network',
    );
    expect(
      verdictOf(
        replay('codex', stream('codex.no-network'), { ...end, isStuck: false }),
      ),
    ).toBe('canceled');
  });

  test('of a host that slept is that, unless it is surely something else', () => {
    const end = { ...END, suspendedMs: 60_000, exit_code: 1 };
    expect(verdictOf(replay('codex', stream('codex.broken-stream'), end))).toBe(
      'host_suspended',
    );
    expect(verdictOf(replay('codex', half, { ...end, cause: 'timeout' }))).toBe(
      'host_suspended',
    );
    expect(verdictOf(replay('codex', stream('codex.auth'), end))).toBe('auth');
    expect(verdictOf(replay('codex', stream('codex.success'), end))).toBe(
      'answered',
    );
  });

  test.each([
    ['gemini', 41, 'Please set an Auth method', 'auth'],
    ['gemini', 42, 'No input provided via stdin', 'crash'],
    ['codex', 1, 'Not logged in. Please log in again.', 'auth'],
    ['opencode', 1, '\u001b[91mError: \u001b[0mSession not found', 'crash'],
    ['claude', 1, 'connect ECONNREFUSED 127.0.0.1:1', 'network'],
  ])(
    'of %s with exit code %i and %j on stderr is %s',
    (name, exit_code, stderr, type) => {
      expect(verdictOf(replay(name, '', { exit_code, stderr }))).toBe(type);
    },
  );
});
