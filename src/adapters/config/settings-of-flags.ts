import type { Check } from '../../model/check.ts';
import type { SettingFlags, Settings } from './settings.ts';

/** How long a check may take where nothing is said. */
export const CHECK_TIMEOUT_MS = 30 * 60_000;

/** Flags, and variables of the same names, as the settings they stand for. */
export function settingsOfFlags(flags: SettingFlags): Partial<Settings> {
  const { session, jobs, isolation, check, timeout, grace } = flags;
  const { includeOptional, allowDirty, noLand } = flags;
  const { assignBackend, reviewBackend, codeBackend, uiBackend } = flags;
  return {
    ...(session === undefined ? {} : { session }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(isolation === undefined ? {} : { isolation }),
    ...(check === undefined ? {} : { checks: check.map(checkOfCommand) }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(grace === undefined ? {} : { graceMs: grace }),
    ...(includeOptional === undefined ? {} : { includeOptional }),
    ...(allowDirty === undefined ? {} : { allowDirty }),
    ...(noLand === undefined ? {} : { shouldLand: false }),
    ...(assignBackend === undefined ? {} : { assignBackend }),
    ...(reviewBackend === undefined ? {} : { reviewBackend }),
    ...(codeBackend === undefined ? {} : { codeBackend }),
    ...(uiBackend === undefined ? {} : { uiBackend }),
  };
}

const checkOfCommand = (run: string, place: number): Check => ({
  name: `check ${place + 1}`,
  run,
  timeoutMs: CHECK_TIMEOUT_MS,
});
