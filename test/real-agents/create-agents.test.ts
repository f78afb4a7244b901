import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgents } from '../../src/adapters/agents/create-agents.ts';
import { createAgentProcesses } from '../../src/adapters/process/create-processes.ts';
import { createEdge } from '../../src/adapters/process/edge.ts';
import type { Role } from '../../src/model/assignment.ts';
import type {
  AgentRequest,
  AgentResult,
  AnswerKind,
} from '../../src/ports/agents.ts';
import assignment from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import report from '../../references/answer-schemas/report.json' with { type: 'json' };
import verdict from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import { codexHome, geminiHome, type GeminiHomeOptions } from './homes.ts';
import { agentsPath, requireAgents, skipsRealAgents } from './installed.ts';
import { always, once } from './scenarios.ts';
import type { Scenario } from './server/scenario.ts';
import { ScriptedServer } from './server/server.ts';

const ANSWERS: Readonly<Record<Role, AnswerKind>> = {
  assign: 'assignment',
  implement: 'report',
  fix: 'report',
  integrate: 'report',
  review: 'verdict',
  orchestrate: 'report',
};

/** A server, private homes, and the agents of the program on them. */
class Stage implements AsyncDisposable {
  readonly dir: string;
  readonly server: ScriptedServer;
  readonly activity: string[] = [];
  #env: Readonly<Record<string, string | undefined>>;
  #count = 0;

  private constructor(
    dir: string,
    server: ScriptedServer,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.dir = dir;
    this.server = server;
    this.#env = env;
  }

  static async make(
    scenario: Scenario,
    geminiOptions: GeminiHomeOptions = {},
  ): Promise<Stage> {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'st-')));
    await mkdir(join(dir, 'repo'));
    const server = await ScriptedServer.start({ scenario });
    const codex = await codexHome(dir, server.url);
    const gemini = await geminiHome(dir, server.url, geminiOptions);
    return new Stage(dir, server, {
      PATH: agentsPath(),
      HOME: dir,
      ...codex.env,
      ...gemini.env,
    });
  }

  async run(
    backend: string,
    role: Role,
    prompt: string,
    more: Partial<AgentRequest> & { signal?: AbortSignal } = {},
  ): Promise<AgentResult> {
    const { signal, ...request } = more;
    const agents = createAgents({
      processes: createAgentProcesses(createEdge({ env: this.#env })),
      attemptsDir: join(this.dir, 'attempts'),
      env: this.#env,
      config: {
        codex: { model: 'gpt-5.5' },
        gemini: { model: 'gemini-2.5-pro' },
      },
      schemas: { assignment, report, verdict },
    });
    this.#count += 1;
    return agents.run(
      {
        backend,
        role,
        task_id: '1',
        n: this.#count,
        run_id: 'run',
        spec_path: '.kiro/specs/x',
        mark: `mark-${this.dir}-${this.#count}`,
        cwd: join(this.dir, 'repo'),
        prompt,
        answer: ANSWERS[role],
        session_id: null,
        log_name: `1-${role}-${this.#count}`,
        timeoutMs: 60_000,
        ...request,
      },
      {
        signal: signal ?? new AbortController().signal,
        onActivity: ({ text }) => this.activity.push(text),
      },
    );
  }

  async files(): Promise<readonly string[]> {
    return (await readdir(join(this.dir, 'repo'))).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const writes = once({ name: 'write_file', path: 'a.txt', content: 'hi\n' });

describe.skipIf(skipsRealAgents())('real CLIs behind the agents port', () => {
  beforeAll(() => {
    requireAgents(['codex', 'gemini']);
  });

  test.each(['codex', 'gemini'])(
    '%s writes a file as worker, and is judged by its stream',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const result = await stage.run(backend, 'implement', 'Do it.');
      expect(result).toMatchObject({
        outcome: {
          type: 'answered',
          text: expect.stringMatching(/^done: |^\{/) as string,
        },
        usage: {
          input_tokens: 2400,
          cached_input_tokens: 2000,
          output_tokens: 68,
        },
        exit_code: 0,
      });
      expect(result.session_id).toMatch(/^[\w-]{36}$/);
      expect(result.files_written?.join()).toContain('a.txt');
      expect(await stage.files()).toEqual(['a.txt']);
      expect(stage.activity.join('\n')).toContain('a.txt');
    },
  );

  test.each(['codex', 'gemini'])(
    '%s changes nothing as reviewer, though the model tries to',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const { outcome } = await stage.run(backend, 'review', 'Look.');
      expect(outcome.type).toBe('answered');
      expect(await stage.files()).toEqual([]);
    },
  );

  test.each(['codex', 'gemini'])(
    '%s goes on in a session, with the usage of this attempt alone',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const first = await stage.run(backend, 'implement', 'Do it.');
      const second = await stage.run(backend, 'fix', 'Again.', {
        session_id: first.session_id,
        prior_usage: first.usage,
      });
      expect(second.outcome.type).toBe('answered');
      expect(second.session_id).toBe(first.session_id);
      expect(second.usage).toEqual(first.usage);
    },
  );

  test.each(['codex', 'gemini'])(
    '%s starts anew where the session is gone',
    async (backend) => {
      await using stage = await Stage.make(writes);
      const result = await stage.run(backend, 'fix', 'Again.', {
        session_id: '00000000-0000-4000-8000-000000000000',
      });
      expect(result.outcome.type).toBe('answered');
      expect(await stage.files()).toEqual(['a.txt']);
    },
  );

  test.each([
    ['codex', 401, 'auth'],
    ['codex', 429, 'rate_limit'],
    ['codex', 500, 'network'],
    ['codex', 404, 'crash'],
    ['gemini', 401, 'auth'],
    ['gemini', 429, 'rate_limit'],
    ['gemini', 503, 'network'],
    ['gemini', 404, 'crash'],
  ])('%s that gets a %i ends as %s', async (backend, status, type) => {
    await using stage = await Stage.make(always({ status }));
    const { outcome } = await stage.run(backend, 'implement', 'Do it.');
    expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
  });

  test.each([
    [429, 'rate_limit'],
    [500, 'network'],
  ])(
    'gemini that would ask a %i ten times is stopped after three',
    async (status, type) => {
      await using stage = await Stage.make(always({ status }), {
        maxAttempts: 10,
      });
      const { outcome } = await stage.run('gemini', 'implement', 'Do it.');
      expect(outcome).toMatchObject({ type: 'failed', failure: { type } });
      expect(stage.server.log).toHaveLength(3);
    },
    120_000,
  );

  test.each(['codex', 'gemini'])(
    '%s that gets half a reply ends as network',
    async (backend) => {
      await using stage = await Stage.make(always({ truncate: true }));
      const { outcome } = await stage.run(backend, 'implement', 'Do it.');
      expect(outcome).toMatchObject({ failure: { type: 'network' } });
    },
  );

  test.each(['codex', 'gemini'])(
    '%s is gone when it was stopped before a silent model',
    async (backend) => {
      const stop = new AbortController();
      await using stage = await Stage.make(() => {
        stop.abort();
        return { hang: true };
      });
      const { outcome } = await stage.run(backend, 'implement', 'Do it.', {
        signal: stop.signal,
      });
      expect(outcome).toMatchObject({ failure: { type: 'canceled' } });
    },
  );

  test('gemini gets a prompt with a slash and at signs as text', async () => {
    await using stage = await Stage.make(always({ text: 'fine' }));
    const { outcome } = await stage.run(
      'gemini',
      'implement',
      '/help @package.json and @a.txt',
    );
    expect(outcome.type).toBe('answered');
    expect(stage.server.turns[0]?.prompt).toContain(
      '/help \\@package.json and \\@a.txt',
    );
  });

  test('codex is given the answer as a strict schema', async () => {
    await using stage = await Stage.make(always({ text: '{}' }));
    for (const role of ['assign', 'implement', 'review'] as const) {
      const { outcome } = await stage.run('codex', role, 'Do it.');
      expect(outcome).toMatchObject({ type: 'answered' });
    }
    expect(stage.server.turns.map(({ schema }) => schema)).toMatchObject([
      { required: ['dispatch_units'] },
      { additionalProperties: false },
      { additionalProperties: false },
    ]);
  });

  test('keeps the key out of the logs', async () => {
    await using stage = await Stage.make(
      once({ name: 'shell', command: 'echo "<$OPENAI_API_KEY>"' }),
    );
    const result = await stage.run('codex', 'implement', 'Do it.');
    expect(result.outcome.type).toBe('answered');
    const log = await readFile(
      join(stage.dir, 'attempts/1-implement-1/stdout.log'),
      'utf8',
    );
    expect(log).toContain('<[masked]>');
    expect(log).not.toContain('scripted-key');
  });
});
