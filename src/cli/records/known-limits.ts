import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import { findBinary } from '../../adapters/process/find-binary.ts';
import { OPEN_LIMITS } from '../../engine/limits.ts';
import type { Limits } from '../../engine/limits.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import { cliOf } from '../../model/backend.ts';
import type { Event } from '../../model/event.ts';
import type { Io } from '../command.ts';
import { chooseBackends } from '../settings/backends.ts';
import { limitsOf } from '../settings/limits.ts';
import type { LimitSettings } from '../settings/limits.ts';
import { recordedPrices } from './recorded-prices.ts';
import { defaultJobs } from '../settings/settings.ts';

/**
 * What the last start might use, as it wrote that down: whoever looks at a run
 * from outside is told the waits by the same limits.
 */
export async function knownLimits(
  events: readonly Event[],
  io: Io,
): Promise<Limits> {
  const { last } = readRecorded(events);
  const settings = settingsIn(last, events);
  const text = (key: string): string | null => {
    const value = last.get(key);
    return typeof value === 'string' ? value : null;
  };
  const roles = await chooseBackends(
    {
      flags: {
        code: text('codeBackend'),
        ui: text('uiBackend'),
        review: text('reviewBackend'),
        assign: text('assignBackend'),
        integrate: null,
        orchestrate: text('orchestrateBackend'),
      },
      config: objectIn(last.get('roles')) ?? {},
      needed: [],
    },
    {
      find: (name) => {
        const command = settings.agents[cliOf(name)]?.command ?? cliOf(name);
        return findBinary(command, { env: io.env, cwd: io.cwd });
      },
      installHint: (name) => Promise.resolve(name),
    },
  );
  return {
    ...limitsOf(settings, { roles, shouldLand: true, waitsForAnswers: false }),
    isDraining: false,
  };
}

/** Each value was checked when it was written; one that is gone says nothing. */
function settingsIn(
  last: ReadonlyMap<string, unknown>,
  events: readonly Event[],
): LimitSettings {
  const number = (key: string): number | null => {
    const value = last.get(key);
    return typeof value === 'number' ? value : null;
  };
  const checks = last.get('checks');
  return {
    jobs: number('jobs') ?? defaultJobs(),
    caps: (objectIn(last.get('caps')) ?? OPEN_LIMITS.caps) as Limits['caps'],
    resources: (objectIn(last.get('resources')) ?? {}) as Limits['resources'],
    checks: Array.isArray(checks) ? (checks as LimitSettings['checks']) : [],
    isManifestStrict: last.get('isManifestStrict') === true,
    mode: last.get('mode') === 'llm' ? 'llm' : 'deterministic',
    maxIterations: number('maxIterations') ?? 50,
    maxActions: number('maxActions') ?? 6,
    maxTokens: number('maxTokens'),
    maxCost: number('maxCost'),
    maxDurationMs: number('maxDurationMs'),
    prices: recordedPrices(events),
    hasFinalReview: last.get('hasFinalReview') === true,
    keepsLearnings: last.get('keepsLearnings') === true,
    agents: (objectIn(last.get('agents')) ?? {}) as LimitSettings['agents'],
  };
}

/** An object, whatever is in it. */
const objectIn = (value: unknown): object | null =>
  isJsonObject(value) ? value : null;
