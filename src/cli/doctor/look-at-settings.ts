import { loadConfig } from '../../adapters/config/load-config.ts';
import { readConfigFile } from '../../adapters/config/read-config-file.ts';
import { readEnvironment } from '../../adapters/config/read-environment.ts';
import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import {
  plainSettings,
  type Settings,
  type Sourced,
  type SourcedSettings,
} from '../../adapters/config/settings.ts';
import { createMask, secretValues } from '../../lib/mask-secrets.ts';
import type { Event } from '../../model/event.ts';
import type { DoctorSetting } from '../../report/doctor/doctor-data.ts';
import { refuseAgents } from '../run/refuse-agents.ts';
import { defaultJobs } from '../settings/settings.ts';
import { refusalsOf, type LookContext, type Looked } from './look.ts';
import { SETTING_NAMES } from './setting-names.ts';

/**
 * The settings that a run would start with. What is broken is told, and left
 * out, so that the rest can be looked at.
 */
export function lookAtSettings(
  { io, workdir, privateFolder }: LookContext,
  events: readonly Event[],
): Looked<SourcedSettings> {
  const wrongVariables = refusalsOf('settings', () => readEnvironment(io.env));
  const wrongFile = refusalsOf('settings', () => readConfigFile(workdir));
  const loaded = loadConfig({
    // A folder without a config file stands in for one with a broken one.
    workdir: wrongFile.length === 0 ? workdir : privateFolder,
    env: wrongVariables.length === 0 ? io.env : {},
    flags: {},
    recorded: readRecorded(events),
    defaultJobs: defaultJobs(),
  });
  const { agents } = plainSettings(loaded.settings);
  return {
    found: loaded.settings,
    problems: [
      ...wrongVariables,
      ...wrongFile,
      ...refusalsOf('settings', () => refuseAgents(agents, workdir)),
    ],
    warnings: loaded.diagnostics.map(({ message }) => ({
      area: 'settings',
      what: message,
      why: 'a misspelled name is not read',
      todo: 'Correct the name, or unset it.',
    })),
  };
}

/** Each setting for people, without the secrets that values may hold. */
export function settingRows(
  sourced: SourcedSettings,
  env: LookContext['io']['env'],
): readonly DoctorSetting[] {
  const mask = createMask(secretValues(env));
  return Object.entries(sourced).map(([key, setting]) => {
    // The keys of the settings are those of their type.
    const { name, format } = SETTING_NAMES[key as keyof Settings];
    const { value, source }: Sourced<unknown> = setting;
    const shown: unknown = JSON.parse(
      mask(JSON.stringify(key === 'agents' ? withoutValues(value) : value)),
    );
    const text =
      typeof shown === 'number' && format !== undefined
        ? format(shown)
        : textOf(shown);
    return { name, source, value: shown, text };
  });
}

/** What is set in an agent's environment is nobody's to see. */
function withoutValues(agents: unknown): Settings['agents'] {
  const entries = Object.entries(agents as Settings['agents']);
  return Object.fromEntries(
    entries.map(([name, { env, ...agent }]) => {
      const names = Object.keys(env ?? {}).map((each) => [each, '[masked]']);
      return [
        name,
        env === undefined
          ? agent
          : { ...agent, env: Object.fromEntries(names) as typeof env },
      ];
    }),
  );
}

function textOf(value: unknown): string {
  if (value === null) return 'not set';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number')
    return String(value);
  if (Array.isArray(value)) {
    const all: readonly unknown[] = value;
    const isPlain = all.every((each) => typeof each === 'string');
    if (all.length === 0) return 'none';
    return isPlain ? all.join(', ') : JSON.stringify(all);
  }
  const set = Object.entries(value ?? {}).filter(
    ([, each]) => JSON.stringify(each) !== '{}',
  );
  return set.length === 0 ? 'none' : JSON.stringify(Object.fromEntries(set));
}
