import type { Diagnostic } from '../../model/diagnostic.ts';
import {
  readEnvironment,
  unknownVariables,
  VARIABLES,
  type Environment,
} from './read-environment.ts';
import { readConfigFile } from './read-config-file.ts';
import { firstFlag, type RecordedSettings } from './recorded-settings.ts';
import { settingsOfFile } from './settings-of-file.ts';
import { settingsOfFlags } from './settings-of-flags.ts';
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
  mode: 'deterministic',
  orchestrateBackend: null,
  maxIterations: 50,
  maxActions: 6,
  roles: {},
  agents: {},
  envPass: [],
  maxFixAttempts: 3,
  worktreesDir: null,
  setup: [],
  keep: ['node_modules', '.pnpm-store', '.npm', '.yarn/cache'],
  seed: [],
  link: [],
  copy: [],
  minFreeBytes: 1024 ** 3,
  sign: false,
  commitTicks: true,
  hasFinalReview: true,
  keepsLearnings: true,
  notify: null,
  caps: { backends: {}, roles: {} },
  resources: {},
  maxTokens: null,
  maxCost: null,
  maxDurationMs: null,
  prices: {},
  isManifestStrict: false,
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

const unknownVariable = (name: string): Diagnostic => ({
  code: 'unknown-variable',
  severity: 'warning',
  message: `${name} sets nothing; there are ${VARIABLES.join(', ')}`,
  file: null,
  line: null,
  column: null,
});
