import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../model/user-error.ts';
import type { ProcessResult, RunProcess } from '../../ports/process.ts';

/** Who commits where the user's configuration names nobody. */
export type Identity = { readonly name: string; readonly email: string };

export type GitOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  /** Exit codes that are answers, not failures; 0 when absent. */
  readonly exitCodes?: readonly number[] | 'any';
};

/** Calls git; anything but the exit codes asked for is thrown as a `UserError`. */
export type Git = (
  args: readonly string[],
  options: GitOptions,
) => Promise<ProcessResult>;

type Settings = {
  readonly runProcess: RunProcess;
  /** The caller's environment: its GIT_* are taken away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sign: boolean;
  readonly identity: Identity | null;
  /** How long a held lock file is waited for. */
  readonly lockWaitMs: number;
};

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const LOCK_RETRY_MS = 100;
const HELD_LOCK = /Unable to create '([^'\n]+\.lock)': File exists/;
const DUBIOUS = /detected dubious ownership in repository at '([^']+)'/;

/** What no repository's or user's configuration may change for the runner. */
const CONFIG = [
  'core.hooksPath=/dev/null',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.fsmonitor=false',
  'core.quotePath=false',
  'core.safecrlf=false',
  'core.splitIndex=false',
  'submodule.recurse=false',
  'merge.autoStash=false',
];

const flags = (sign: boolean): readonly string[] =>
  [...CONFIG, ...(sign ? [] : ['commit.gpgsign=false'])].flatMap((entry) => [
    '-c',
    entry,
  ]);

const environment = (
  settings: Settings,
): Record<string, string | undefined> => {
  const cleared = Object.keys(settings.env)
    .filter((name) => name.startsWith('GIT_'))
    .map((name) => [name, undefined] as const);
  const { identity } = settings;
  return {
    ...settings.env,
    ...Object.fromEntries(cleared),
    GIT_TERMINAL_PROMPT: '0',
    // A look never takes the index lock from the user or an agent.
    GIT_OPTIONAL_LOCKS: '0',
    // Messages are recognised by their English text.
    LC_ALL: 'C',
    LANGUAGE: undefined,
    ...(identity === null
      ? {}
      : {
          GIT_AUTHOR_NAME: identity.name,
          GIT_AUTHOR_EMAIL: identity.email,
          GIT_COMMITTER_NAME: identity.name,
          GIT_COMMITTER_EMAIL: identity.email,
        }),
  };
};

const failure = (args: readonly string[], result: ProcessResult): UserError => {
  const held = HELD_LOCK.exec(result.stderr)?.[1];
  if (held !== undefined)
    return new UserError(`git cannot go on: ${held} is held.`, {
      hint: `Another git command is at work there. If none is, remove the file: rm '${held}'`,
    });
  const folder = DUBIOUS.exec(result.stderr)?.[1];
  if (folder !== undefined)
    return new UserError(
      `git refuses to work in ${folder}: it belongs to another user.`,
      { hint: `git config --global --add safe.directory '${folder}'` },
    );
  if (result.exitCode === null)
    return new UserError(
      `git could not be run to its end: ${result.stderr.trim()}`,
      { hint: 'Install git 2.38 or later, or use --isolation shared.' },
    );
  const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
  return new UserError(
    `git ${verb} failed (exit ${result.exitCode}): ${result.stderr.trim()}`,
  );
};

const isAnswer = (
  { exitCode }: ProcessResult,
  expected: readonly number[] | 'any',
): boolean =>
  expected === 'any' || (exitCode !== null && expected.includes(exitCode));

/** The one way to git: every flag, the environment and the waiting for locks stand here. */
export const createGit = (settings: Settings): Git => {
  const env = environment(settings);
  const prefix = flags(settings.sign);
  return async (args, options) => {
    for (let waited = 0; ; waited += LOCK_RETRY_MS) {
      const result = await settings.runProcess('git', [...prefix, ...args], {
        cwd: options.cwd,
        env: { ...env, ...options.env },
        maxBuffer: MAX_OUTPUT_BYTES,
        ...(options.input === undefined ? {} : { input: options.input }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      const isHeld = result.exitCode !== 0 && HELD_LOCK.test(result.stderr);
      if (!isHeld || waited >= settings.lockWaitMs) {
        if (isAnswer(result, options.exitCodes ?? [0])) return result;
        throw failure(args, result);
      }
      await wait(LOCK_RETRY_MS);
    }
  };
};

/** The entries of NUL-separated output. */
export const splitNul = (text: string): readonly string[] =>
  text.split('\0').filter((entry) => entry !== '');
