import type { Role } from '../../model/assignment.ts';
import type { Budget } from '../../model/budget.ts';
import type { Check } from '../../model/check.ts';
import type { AgentConfig, RoleName } from '../../model/config.ts';
import type { Isolation } from '../../model/event.ts';
import type { Resources } from '../../model/resource.ts';

/** Where a setting's value comes from, the strongest first. */
export const SOURCES = [
  'flag',
  'environment',
  'file',
  'first_start',
  'default',
] as const;
export type Source = (typeof SOURCES)[number];

export const MODES = ['deterministic', 'llm'] as const;
export type Mode = (typeof MODES)[number];

/** Everything that flags, environment and config file can set. Plain JSON: it is recorded. */
export type Settings = {
  readonly session: string;
  readonly jobs: number;
  readonly caps: Caps;
  readonly resources: Resources;
  /** Null = no limit. */
  readonly maxTokens: number | null;
  /** US dollars. */
  readonly maxCost: number | null;
  readonly maxDurationMs: number | null;
  readonly prices: Budget['prices'];
  /** A write beside a declared manifest is a finding instead of a claim. */
  readonly isManifestStrict: boolean;
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
  /** Who chooses what happens of what may happen: everything does, or an agent says. */
  readonly mode: Mode;
  readonly orchestrateBackend: string | null;
  /** Times that the orchestrator is asked in one start. */
  readonly maxIterations: number;
  /** Actions of one of its answers that are heard. */
  readonly maxActions: number;
  readonly roles: Readonly<Partial<Record<RoleName, readonly string[]>>>;
  readonly agents: Readonly<Record<string, AgentConfig>>;
  readonly envPass: readonly string[];
  readonly maxFixAttempts: number;
  /** Absolute; null = the user's cache folder. */
  readonly worktreesDir: string | null;
  readonly setup: readonly string[];
  /** Ignored folders that survive from unit to unit. */
  readonly keep: readonly string[];
  /** Folders that a new worktree starts with, as copies. */
  readonly seed: readonly string[];
  /** The same as links. */
  readonly link: readonly string[];
  /** Patterns of ignored files that a worktree gets. */
  readonly copy: readonly string[];
  /** Free space below which no worktree is made. */
  readonly minFreeBytes: number;
  readonly sign: boolean;
  readonly commitTicks: boolean;
  /** One review of everything together before it lands. */
  readonly hasFinalReview: boolean;
  readonly keepsLearnings: boolean;
  /** Told of open decisions and of the end, in the user's shell; null = nobody is. */
  readonly notify: string | null;
};

/** Lower limits than `jobs`, by CLI and by the role of an attempt. */
export type Caps = {
  readonly backends: Readonly<Record<string, number>>;
  readonly roles: Readonly<Partial<Record<Role, number>>>;
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
  readonly mode?: Mode;
  readonly backend?: string;
  readonly maxIterations?: number;
  readonly maxActions?: number;
  readonly maxTokens?: number;
  readonly maxCost?: number;
  readonly maxDuration?: number;
  readonly noLearnings?: true;
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
