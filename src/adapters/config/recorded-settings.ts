import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../lib/ndjson.ts';
import type { Event } from '../../model/event.ts';
import { MODES, SOURCES, type Settings } from './settings.ts';

/** Settings as earlier starts had them, by name. */
export type RecordedSettings = {
  /** Flags of the first start. */
  readonly firstFlags: ReadonlyMap<string, unknown>;
  /** Values of the last start. */
  readonly last: ReadonlyMap<string, unknown>;
};

/** Reads the `config_changed` events of a journal; the first one holds everything. */
export function readRecorded(events: readonly Event[]): RecordedSettings {
  const firstFlags = new Map<string, unknown>();
  const last = new Map<string, unknown>();
  for (const event of events) {
    if (event.type !== 'config_changed') continue;
    const isFirst = last.size === 0;
    for (const [key, change] of Object.entries(event.changes)) {
      if (!isJsonObject(change)) continue;
      const { value, source } = change;
      if (!SOURCES.some((each) => each === source)) continue;
      if (isFirst && source === 'flag') firstFlags.set(key, value);
      last.set(key, value);
    }
  }
  return { firstFlags, last };
}

/**
 * What differs from the start before, for a `config_changed` event; at the
 * first start that is everything, so that the next one knows its flags.
 */
export function changedSettings(
  settings: Readonly<Record<string, unknown>>,
  { last }: RecordedSettings,
): Readonly<Record<string, unknown>> {
  const changed = Object.entries(settings).filter(
    ([key, setting]) =>
      isJsonObject(setting) &&
      (!last.has(key) || !isDeepStrictEqual(last.get(key), setting['value'])),
  );
  return Object.fromEntries(changed);
}

type Guard = (value: unknown) => boolean;

const isText: Guard = (value) => typeof value === 'string' && value !== '';
const isCount: Guard = (value) =>
  Number.isSafeInteger(value) && Number(value) > 0;
const isPositive: Guard = (value) =>
  Number.isFinite(value) && Number(value) > 0;
const isSwitch: Guard = (value) => typeof value === 'boolean';
const isIsolation: Guard = (value) =>
  value === 'worktree' || value === 'shared';
const isCheck: Guard = (value) =>
  isJsonObject(value) &&
  isText(value['name']) &&
  isText(value['run']) &&
  isCount(value['timeoutMs']) &&
  Array.isArray(value['resources']);

/** Settings that a flag can set, and what a recorded value has to look like. */
const RECORDABLE: Readonly<Partial<Record<keyof Settings, Guard>>> = {
  session: isText,
  jobs: isCount,
  isolation: isIsolation,
  checks: (value) => Array.isArray(value) && value.every(isCheck),
  timeoutMs: isCount,
  graceMs: isCount,
  includeOptional: isSwitch,
  shouldLand: isSwitch,
  assignBackend: isText,
  reviewBackend: isText,
  codeBackend: isText,
  uiBackend: isText,
  mode: (value) => MODES.some((mode) => mode === value),
  orchestrateBackend: isText,
  maxIterations: isCount,
  maxActions: isCount,
  maxTokens: isCount,
  maxCost: isPositive,
  maxDurationMs: isCount,
  keepsLearnings: isSwitch,
};

/** What a flag of the first start said, where it can be read. */
export function firstFlag<Key extends keyof Settings>(
  key: Key,
  { firstFlags }: RecordedSettings,
): Settings[Key] | undefined {
  const value = firstFlags.get(key);
  // The guard of this very setting looked at it.
  return RECORDABLE[key]?.(value) === true
    ? (value as Settings[Key])
    : undefined;
}
