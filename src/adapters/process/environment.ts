import { isKeyLikeName } from '../../lib/mask-secrets.ts';
import type { AgentEnvironment } from '../../ports/agent-processes.ts';
import { MARK_VARIABLE } from './process-table.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Files by which a step of GitHub Actions changes the steps after it, their
 * environment and PATH among it: those have keys that agents do not get.
 */
const COMMAND_FILES: Env = {
  GITHUB_ENV: undefined,
  GITHUB_PATH: undefined,
  GITHUB_OUTPUT: undefined,
  GITHUB_STATE: undefined,
  GITHUB_STEP_SUMMARY: undefined,
};

/** What a run adds of its own to the environment of one process. */
export type OwnVariables = {
  readonly mark: string;
  readonly temporaryFolder: string;
  readonly portBase: number;
};

/**
 * The environment of an agent: everything of the user's but key-like names,
 * which go only to the program they belong to, or where `pass` names them.
 */
export const agentEnvironment = (
  env: Env,
  options: AgentEnvironment &
    OwnVariables & { readonly pass: readonly string[] },
): Readonly<Record<string, string>> => {
  const isAllowed = (name: string): boolean =>
    !isKeyLikeName(name) ||
    options.pass.includes(name) ||
    options.own_keys.some((prefix) => name.toUpperCase().startsWith(prefix));
  return definedOnly({
    ...Object.fromEntries(
      Object.entries(withoutRun(env)).filter(([name]) => isAllowed(name)),
    ),
    // Tells a CLI that it runs inside another one; it does not.
    CLAUDECODE: undefined,
    ...COMMAND_FILES,
    TMPDIR: options.temporaryFolder,
    ...ownVariables(options),
    ...options.set,
  });
};

/** The names that `agentEnvironment` would keep from a program, sorted. */
export const withheldNames = (
  env: Env,
  options: Pick<AgentEnvironment, 'own_keys'> & {
    readonly pass: readonly string[];
  },
): readonly string[] =>
  Object.keys(env)
    .filter(
      (name) =>
        isKeyLikeName(name) &&
        !options.pass.includes(name) &&
        !options.own_keys.some((p) => name.toUpperCase().startsWith(p)),
    )
    .sort();

/** The environment of a check: the user's own, whole, and what marks it. */
export const checkEnvironment = (
  env: Env,
  options: OwnVariables & { readonly set: Env },
): Readonly<Record<string, string>> =>
  definedOnly({
    ...withoutRun(env),
    TMPDIR: options.temporaryFolder,
    ...ownVariables(options),
    ...options.set,
  });

/** The environment of a notice: the user's own, and what there is to tell. */
export const noticeEnvironment = (
  env: Env,
  options: { readonly mark: string; readonly set: Env },
): Readonly<Record<string, string>> =>
  definedOnly({
    ...withoutRun(env),
    [MARK_VARIABLE]: options.mark,
    ...options.set,
  });

const ownVariables = ({ mark, portBase }: OwnVariables): Env => ({
  [MARK_VARIABLE]: mark,
  ORCHESTRATION_PORT_BASE: String(portBase),
});

/** Takes out what a run around this one has set; its settings stay. */
const withoutRun = (env: Env): Env =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !name.startsWith('ORCHESTRATION_') ||
        name.startsWith('ORCHESTRATION_LOOP_'),
    ),
  );

const definedOnly = (env: Env): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
