import { resolve } from 'node:path';
import { parseDuration } from '../../lib/duration.ts';
import type { Check } from '../../model/check.ts';
import type { CheckConfig, ConfigFile } from '../../model/config.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import {
  readEnvironment,
  unknownVariables,
  VARIABLES,
  type Environment,
} from './read-environment.ts';
import { readConfigFile } from './read-config-file.ts';
import { firstFlag, type RecordedSettings } from './recorded-settings.ts';
import { CHECK_TIMEOUT_MS, settingsOfFlags } from './settings-of-flags.ts';
import type {
  SettingFlags,
  Settings,
  Sourced,
  SourcedSettings,
} from './settings.ts';

export type ConfigOptions = {
  readonly workdir: string;
  readonly flags: SettingFlags;
  readonly env: Environment;
  /** What earlier starts of the same run had; empty at the first one. */
  readonly recorded: RecordedSettings;
  /** How many agents at once where nobody says: the machine decides. */
  readonly defaultJobs: number;
};

/** Every setting with its source, and what a person should know about them. */
export type LoadedConfig = {
  readonly settings: SourcedSettings;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Settles every option: flags now, then environment, then file, then the flags
 * of the first start, then defaults. Throws a `UserError` for a broken file and
 * a usage error for a broken variable.
 */
export function loadConfig(options: ConfigOptions): LoadedConfig {
  const { workdir, flags, env, recorded, defaultJobs } = options;
  const levels: Levels = {
    flag: settingsOfFlags(flags),
    environment: settingsOfFlags(readEnvironment(env)),
    file: settingsOfFile(readConfigFile(workdir), workdir),
  };
  const defaults: Settings = { ...DEFAULTS, jobs: defaultJobs };
  const settings = Object.keys(defaults).map((name) => {
    // The keys of `defaults` are those of its type.
    const key = name as keyof Settings;
    return [key, pick(key, { levels, recorded, defaults })];
  });
  return {
    // Each key got a value of its own level's type.
    settings: Object.fromEntries(settings) as SourcedSettings,
    diagnostics: unknownVariables(env).map(unknownVariable),
  };
}

/** What nobody set, but for the number of jobs. */
const DEFAULTS: Omit<Settings, 'jobs'> = {
  session: 'roundtable',
  isolation: null,
  checks: [],
  timeoutMs: 2 * 3_600_000,
  graceMs: 30_000,
  includeOptional: false,
  allowDirty: false,
  shouldLand: true,
  assignBackend: null,
  reviewBackend: null,
  codeBackend: null,
  uiBackend: null,
  roles: {},
  agents: {},
  envPass: [],
  maxFixAttempts: 3,
  worktreesDir: null,
  setup: [],
  sign: false,
  commitTicks: true,
};

/** What was said at each level, the strongest first. */
type Levels = Readonly<
  Record<'flag' | 'environment' | 'file', Partial<Settings>>
>;

function pick<Key extends keyof Settings>(
  key: Key,
  from: {
    readonly levels: Levels;
    readonly recorded: RecordedSettings;
    readonly defaults: Settings;
  },
): Sourced<Settings[Key]> {
  for (const source of ['flag', 'environment', 'file'] as const) {
    const value = from.levels[source][key];
    if (value !== undefined) return { value, source };
  }
  const first = firstFlag(key, from.recorded);
  return first === undefined
    ? { value: from.defaults[key], source: 'default' }
    : { value: first, source: 'first_start' };
}

/** The config file, as the settings it stands for. */
function settingsOfFile(file: ConfigFile, workdir: string): Partial<Settings> {
  const { jobs, checks, timeout, roles, agents, commitTicks } = file;
  const { dir, setup } = file.worktrees ?? {};
  const said: { readonly [Key in keyof Settings]?: Settings[Key] | undefined } =
    {
      jobs,
      checks: checks?.map(checkOf),
      timeoutMs: msOf(timeout),
      roles,
      agents,
      envPass: file.env?.pass,
      maxFixAttempts: file.review?.max_fix_attempts,
      worktreesDir: dir === undefined ? undefined : resolve(workdir, dir),
      setup,
      sign: file.commits?.sign,
      commitTicks,
    };
  const set = Object.entries(said).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set);
}

const checkOf = ({ name, run, timeout }: CheckConfig): Check => ({
  name,
  run,
  timeoutMs: msOf(timeout) ?? CHECK_TIMEOUT_MS,
});

/** The file was read, so its durations are some. */
function msOf(duration: string | undefined): number | undefined {
  const parsed = duration === undefined ? null : parseDuration(duration);
  return parsed?.ok === true ? parsed.value : undefined;
}

const unknownVariable = (name: string): Diagnostic => ({
  code: 'unknown-variable',
  severity: 'warning',
  message: `${name} sets nothing; there are ${VARIABLES.join(', ')}`,
  file: null,
  line: null,
  column: null,
});
