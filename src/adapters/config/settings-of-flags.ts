import type { Check } from '../../model/check.ts';
import type { SettingFlags, Settings } from './settings.ts';

/** How long a check may take where nothing is said. */
export const CHECK_TIMEOUT_MS = 30 * 60_000;

/** Flags, and variables of the same names, as the settings they stand for. */
export function settingsOfFlags(flags: SettingFlags): Partial<Settings> {
  const said: { readonly [Key in keyof Settings]?: Settings[Key] | undefined } =
    {
      session: flags.session,
      jobs: flags.jobs,
      isolation: flags.isolation,
      checks: flags.check?.map(checkOfCommand),
      timeoutMs: flags.timeout,
      graceMs: flags.grace,
      includeOptional: flags.includeOptional,
      allowDirty: flags.allowDirty,
      shouldLand: flags.noLand === undefined ? undefined : false,
      assignBackend: flags.assignBackend,
      reviewBackend: flags.reviewBackend,
      codeBackend: flags.codeBackend,
      uiBackend: flags.uiBackend,
      mode: flags.mode,
      orchestrateBackend: flags.backend,
      maxIterations: flags.maxIterations,
      maxActions: flags.maxActions,
      maxTokens: flags.maxTokens,
      maxCost: flags.maxCost,
      maxDurationMs: flags.maxDuration,
      keepsLearnings: flags.noLearnings === undefined ? undefined : false,
    };
  return onlySet(said);
}

/** The settings that were said; the others are left to the next level. */
export function onlySet(said: {
  readonly [Key in keyof Settings]?: Settings[Key] | undefined;
}): Partial<Settings> {
  const set = Object.entries(said).filter(([, value]) => value !== undefined);
  // The same keys, each with the value of its own type.
  return Object.fromEntries(set);
}

const checkOfCommand = (run: string, place: number): Check => ({
  name: `check ${place + 1}`,
  run,
  timeoutMs: CHECK_TIMEOUT_MS,
  resources: [],
  junit: null,
});
