import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claudeHome, codexHome, geminiHome, opencodeHome } from './homes.ts';
import type { CodexHomeOptions, GeminiHomeOptions } from './homes.ts';
import { runCli, type CliResult } from './run-cli.ts';
import type { Scenario } from './server/scenario.ts';
import { ScriptedServer, type ServerOptions } from './server/server.ts';

/** How a ground differs from the usual one. */
export type GroundOptions = {
  readonly codex?: CodexHomeOptions;
  readonly gemini?: GeminiHomeOptions;
  readonly server?: Omit<ServerOptions, 'scenario'>;
};

/** What a run on a ground is given beside its arguments. */
export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

const FOLDERS = ['repo', 'other', 'agents', 'tmp', 'user'] as const;

const GEMINI_ENV = {
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
  // Without it a second process runs the first and passes no signal on.
  GEMINI_CLI_NO_RELAUNCH: '1',
} as const;

const CLAUDE_ARGS = ['-p', '--output-format', 'stream-json', '--verbose'];

/** A server, a repository and private homes: all that one real run needs. */
export class Ground {
  readonly server: ScriptedServer;
  readonly #dir: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    dir: string,
    server: ScriptedServer,
    env: Readonly<Record<string, string>>,
  ) {
    this.#dir = dir;
    this.server = server;
    this.#env = env;
  }

  /** Lays out the folders and starts the server. */
  static async make(
    scenario: Scenario,
    options: GroundOptions = {},
  ): Promise<Ground> {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'ra-')));
    for (const folder of FOLDERS) await mkdir(join(dir, folder));
    execFileSync('git', ['init', '--quiet', join(dir, 'repo')]);
    const server = await ScriptedServer.start({ scenario, ...options.server });
    const agents = join(dir, 'agents');
    const codex = await codexHome(agents, server.url, options.codex);
    const gemini = await geminiHome(agents, server.url, options.gemini);
    const claude = await claudeHome(agents, server.url);
    const opencode = await opencodeHome(agents, server.url);
    return new Ground(dir, server, {
      HOME: join(dir, 'user'),
      TMPDIR: join(dir, 'tmp'),
      ...codex.env,
      ...gemini.env,
      ...claude.env,
      ...opencode.env,
    });
  }

  /** A path in one of the ground's folders; `repo` is where agents work. */
  path(folder: (typeof FOLDERS)[number], ...rest: readonly string[]): string {
    return join(this.#dir, folder, ...rest);
  }

  /** The environment of whoever starts agents here: private homes, no key of the user's. */
  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** Whatever a run left in the user's home, which should be nothing. */
  async touchedHome(): Promise<readonly string[]> {
    return readdir(this.path('user'), { recursive: true });
  }

  codex(
    args: readonly string[],
    stdin: string,
    options: RunOptions = {},
  ): Promise<CliResult> {
    return this.#run('codex', args, stdin, options);
  }

  gemini(
    args: readonly string[],
    stdin: string,
    options: RunOptions = {},
  ): Promise<CliResult> {
    return this.#run('gemini', args, stdin, {
      ...options,
      env: { ...GEMINI_ENV, ...options.env },
    });
  }

  claude(
    args: readonly string[],
    stdin: string,
    options: RunOptions = {},
  ): Promise<CliResult> {
    return this.#run('claude', [...CLAUDE_ARGS, ...args], stdin, options);
  }

  opencode(
    args: readonly string[],
    stdin: string,
    options: RunOptions = {},
  ): Promise<CliResult> {
    const cwd = options.cwd ?? this.path('repo');
    const all = ['run', '--format', 'json', '--dir', cwd, ...args];
    return this.#run('opencode', all, stdin, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }

  #run(
    command: string,
    args: readonly string[],
    stdin: string,
    options: RunOptions,
  ): Promise<CliResult> {
    return runCli({
      command,
      args,
      stdin,
      cwd: options.cwd ?? this.path('repo'),
      env: { ...this.#env, ...options.env },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }
}
