import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAgents } from '../../src/adapters/agents/create-agents.ts';
import { createAgentProcesses } from '../../src/adapters/process/create-processes.ts';
import { createEdge } from '../../src/adapters/process/edge.ts';
import type { Role } from '../../src/model/assignment.ts';
import type { AttemptProcess } from '../../src/model/attempt.ts';
import type { AgentConfig } from '../../src/model/config.ts';
import type {
  AgentRequest,
  AgentResult,
  AnswerKind,
} from '../../src/ports/agents.ts';
import assignment from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import report from '../../references/answer-schemas/report.json' with { type: 'json' };
import orchestrate from '../../references/answer-schemas/orchestrate.json' with { type: 'json' };
import verdict from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import {
  claudeHome,
  codexHome,
  geminiHome,
  opencodeHome,
  type GeminiHomeOptions,
} from './homes.ts';
import { agentsPath } from './installed.ts';
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

/** What differs from the usual stage. */
export type StageOptions = { readonly gemini?: GeminiHomeOptions };

const MODELS: Readonly<Record<string, string>> = {
  codex: 'gpt-5.5',
  gemini: 'gemini-2.5-pro',
  claude: 'claude-sonnet-4-5',
  opencode: 'scripted/scripted-1',
};

/** A server, private homes, and the agents of the program on them. */
export class Stage implements AsyncDisposable {
  readonly dir: string;
  readonly server: ScriptedServer;
  readonly activity: string[] = [];
  readonly processes: AttemptProcess[] = [];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly #config: Record<string, AgentConfig> = {};
  #count = 0;

  private constructor(dir: string, server: ScriptedServer, env: Stage['env']) {
    this.dir = dir;
    this.server = server;
    this.env = env;
    for (const name of Object.keys(MODELS)) this.configure(name, {});
  }

  /** Sets `agents.NAME`, with the usual model of that CLI. */
  configure(name: string, config: AgentConfig): void {
    const model = MODELS[name];
    this.#config[name] = {
      ...(model === undefined ? {} : { model }),
      ...config,
    };
  }

  /** Lays out the homes and starts the server. */
  static async make(
    scenario: Scenario,
    options: StageOptions = {},
  ): Promise<Stage> {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'st-')));
    await mkdir(join(dir, 'repo'));
    await mkdir(join(dir, 'user'));
    const server = await ScriptedServer.start({ scenario });
    const codex = await codexHome(dir, server.url);
    const gemini = await geminiHome(dir, server.url, options.gemini);
    const claude = await claudeHome(dir, server.url);
    const opencode = await opencodeHome(dir, server.url);
    return new Stage(dir, server, {
      PATH: agentsPath(),
      HOME: join(dir, 'user'),
      ...codex.env,
      ...gemini.env,
      ...claude.env,
      ...opencode.env,
    });
  }

  /** One call of an agent, through the port the loop uses. */
  async run(
    backend: string,
    role: Role,
    prompt: string,
    more: Partial<AgentRequest> & { signal?: AbortSignal } = {},
  ): Promise<AgentResult> {
    const { signal, ...request } = more;
    const agents = createAgents({
      processes: createAgentProcesses(createEdge({ env: this.env })),
      attemptsDir: join(this.dir, 'attempts'),
      env: this.env,
      config: this.#config,
      schemas: { assignment, report, verdict, orchestrate },
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
        onProcess: (process) => this.processes.push(process),
      },
    );
  }

  /** A path in the folder that agents work in. */
  path(...rest: readonly string[]): string {
    return join(this.dir, 'repo', ...rest);
  }

  /** What is in that folder. */
  async files(): Promise<readonly string[]> {
    return (await readdir(join(this.dir, 'repo'))).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
