import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentConfig } from '../../model/config.ts';
import type { AgentProcesses } from '../../ports/agent-processes.ts';
import type { ProcessResult, RunProcess } from '../../ports/process.ts';
import { settleBackend } from './backends.ts';
import { findAgents, type FoundAgent } from './find-agents.ts';
import {
  inspectLogin,
  type Login,
  type LoginOptions,
} from './inspect-login.ts';
import {
  findVersion,
  fitOf,
  knownGood,
  type KnownGood,
  type VersionFit,
} from './inspect-versions.ts';

/** What is known of one backend without giving it any work. */
export type AgentInspection = FoundAgent & {
  readonly version: string | null;
  readonly known_good: KnownGood | null;
  readonly fit: VersionFit;
  /** Why it could not be asked for its version; null where it could. */
  readonly version_problem: string | null;
  /** It cannot be started at all, so that no attempt could. */
  readonly is_broken: boolean;
  readonly login: Login;
  /** What keeps it in its folder. */
  readonly sandbox: string;
  readonly can_resume: boolean;
  readonly has_schema: boolean;
  /** What it is started with, where it may change files and where not. */
  readonly permissions: { readonly writing: string; readonly reading: string };
};

export type InspectOptions = {
  readonly processes: Pick<AgentProcesses, 'find'>;
  /** `agents` of the config. */
  readonly config: Readonly<Record<string, AgentConfig>>;
  readonly runProcess: RunProcess;
  /** An empty folder: whatever a CLI writes while it is asked goes there. */
  readonly privateFolder: string;
  /** The environment an agent of this backend is going to get. */
  readonly environmentOf: (backend: string) => LoginOptions['env'];
  readonly userEnv: LoginOptions['userEnv'];
  readonly home: string;
  readonly platform: string;
  readonly isFile: (path: string) => boolean;
  /** Longest time for an answer to `--version`. */
  readonly versionLimitMs?: number;
};

/** Looks at backends: where they are, whether they start, whether they can log in. */
export const inspectAgents = async (
  names: readonly string[],
  options: InspectOptions,
): Promise<readonly AgentInspection[]> => {
  const found = await findAgents(names, options);
  return Promise.all(found.map((agent) => inspectAgent(agent, options)));
};

const inspectAgent = async (
  agent: FoundAgent,
  options: InspectOptions,
): Promise<AgentInspection> => {
  const { name } = agent;
  const settled = settleBackend(name, options.config);
  const known_good = knownGood(name);
  const asked = await askVersion(agent, options);
  return {
    ...agent,
    ...asked,
    known_good,
    fit: fitOf(asked.version, known_good),
    login: inspectLogin(name, { ...options, env: options.environmentOf(name) }),
    sandbox: SANDBOXES[name] ?? 'its own business',
    can_resume: settled?.backend.can_resume === true,
    has_schema: settled?.backend.has_schema === true,
    permissions: {
      writing: settled?.backend.permissions('implement', settled.config) ?? '',
      reading: settled?.backend.permissions('review', settled.config) ?? '',
    },
  };
};

const SANDBOXES: Readonly<Record<string, string>> = {
  codex: 'its own',
  gemini: 'none',
  claude: 'none, rules of its own',
  opencode: 'none, rules of its own',
};

/** A cold start on a slow disk takes seconds; more is a program that waits. */
const VERSION_LIMIT_MS = 20_000;

type Asked = Pick<AgentInspection, 'version' | 'version_problem' | 'is_broken'>;

/**
 * Runs `--version` in a home of its own, because some CLIs write there even
 * then. A CLI of the user's own is not run: it may take the word for work.
 */
const askVersion = async (
  { name, path }: FoundAgent,
  options: InspectOptions,
): Promise<Asked> => {
  const nothing = { version: null, version_problem: null, is_broken: false };
  if (path === null || knownGood(name) === null) return nothing;
  const home = join(options.privateFolder, name);
  await mkdir(home, { recursive: true });
  const limitMs = options.versionLimitMs ?? VERSION_LIMIT_MS;
  const ended = await options.runProcess(path, ['--version'], {
    cwd: home,
    env: { ...options.userEnv, ...privateHome(home) },
    timeoutMs: limitMs,
    maxBuffer: 1024 * 1024,
  });
  const version = findVersion(ended.stdout);
  if (ended.exitCode === 0 && version !== null) return { ...nothing, version };
  return {
    ...nothing,
    version_problem: reasonOf(ended, limitMs),
    is_broken:
      NOT_RUNNABLE.has(ended.exitCode ?? 0) ||
      ended.problem === 'missing' ||
      ended.problem === 'not_startable',
  };
};

/** What a shell and `env` say of a program, or its interpreter, that does not run. */
const NOT_RUNNABLE: ReadonlySet<number> = new Set([126, 127]);

const reasonOf = (ended: ProcessResult, limitMs: number): string => {
  const said = ended.stderr.trim().split('\n').at(-1) ?? '';
  const end =
    ended.problem === 'timeout'
      ? `no answer within ${limitMs / 1000} s`
      : ended.exitCode === 0
        ? 'no version in its output'
        : `exit ${ended.exitCode ?? ended.problem ?? 'by a signal'}`;
  return said === '' ? end : `${end}: ${said}`;
};

/** Every place where one of the CLIs keeps something of its own. */
const privateHome = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  TMPDIR: home,
  CODEX_HOME: home,
  GEMINI_CLI_HOME: home,
  CLAUDE_CONFIG_DIR: home,
  XDG_CONFIG_HOME: home,
  XDG_DATA_HOME: home,
  XDG_STATE_HOME: home,
  XDG_CACHE_HOME: home,
  // Its outer process would ignore the signal that ends it in time.
  GEMINI_CLI_NO_RELAUNCH: '1',
  DISABLE_AUTOUPDATER: '1',
  OPENCODE_DISABLE_AUTOUPDATE: '1',
});
