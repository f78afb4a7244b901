import type { Check } from '../../model/check.ts';
import type { AgentConfig, RoleName } from '../../model/config.ts';
import type { Isolation } from '../../model/event.ts';

/** Where a setting's value comes from, the strongest first. */
export const SOURCES = [
  'flag',
  'environment',
  'file',
  'first_start',
  'default',
] as const;
export type Source = (typeof SOURCES)[number];

/** Everything that flags, environment and config file can set. Plain JSON: it is recorded. */
export type Settings = {
  readonly session: string;
  readonly jobs: number;
  /** Null = worktrees inside a repository, else one shared folder. */
  readonly isolation: Isolation | null;
  readonly checks: readonly Check[];
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly includeOptional: boolean;
  readonly allowDirty: boolean;
  readonly shouldLand: boolean;
  /** A backend, `none`, or null = by `roles`. */
  readonly assignBackend: string | null;
  readonly reviewBackend: string | null;
  readonly codeBackend: string | null;
  readonly uiBackend: string | null;
  readonly roles: Readonly<Partial<Record<RoleName, readonly string[]>>>;
  readonly agents: Readonly<Record<string, AgentConfig>>;
  readonly envPass: readonly string[];
  readonly maxFixAttempts: number;
  /** Absolute; null = the user's cache folder. */
  readonly worktreesDir: string | null;
  readonly setup: readonly string[];
  readonly sign: boolean;
  readonly commitTicks: boolean;
};

/** A value, and where it comes from. */
export type Sourced<T> = { readonly value: T; readonly source: Source };

/** The settings with their sources, as `doctor` shows them. */
export type SourcedSettings = {
  readonly [Key in keyof Settings]: Sourced<Settings[Key]>;
};

/** The flags of a run that are settings, checked already. */
export type SettingFlags = {
  readonly session?: string;
  readonly jobs?: number;
  readonly isolation?: Isolation;
  readonly check?: readonly string[];
  readonly timeout?: number;
  readonly grace?: number;
  readonly includeOptional?: true;
  readonly allowDirty?: true;
  readonly noLand?: true;
  readonly assignBackend?: string;
  readonly reviewBackend?: string;
  readonly codeBackend?: string;
  readonly uiBackend?: string;
};

/** The settings without their sources. */
export function plainSettings(sourced: SourcedSettings): Settings {
  const values = Object.entries(sourced).map(([key, { value }]) => [
    key,
    value,
  ]);
  // The same keys, each with the value of its own type.
  return Object.fromEntries(values) as Settings;
}
