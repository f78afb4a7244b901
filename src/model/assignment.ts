/** What an attempt is for; the word an agent finds in `ORCHESTRATION_ROLE`. */
export const ROLES = [
  'assign',
  'implement',
  'fix',
  'review',
  'orchestrate',
  'integrate',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that may change files; all others only read. */
export type WritingRole = Extract<Role, 'implement' | 'fix' | 'integrate'>;

/** Whether an attempt in this role is expected to change files. */
export const isWritingRole = (role: Role): role is WritingRole =>
  role === 'implement' || role === 'fix' || role === 'integrate';

/** Code goes to the code role's backends, ui to the ui role's, review changes nothing. */
export const UNIT_TYPES = ['code', 'ui', 'review'] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

/** Decides how many reviewers look: one for standard, two for the others. */
export const CRITICALITIES = [
  'standard',
  'complex',
  'security-sensitive',
] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** What a unit gets before it can run. Paths are relative to the workdir. */
export type Assignment = {
  readonly type: UnitType;
  /** The role in the state: codex, gemini, codex-review, or a backend's name. */
  readonly owner_agent: string;
  readonly criticality: Criticality;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Window of `--tmux` that follows this unit; null leaves the choice open. */
  readonly target_window: string | null;
};

/**
 * How far a manifest can be trusted: declared in tasks.md or by assignment
 * binds, inferred from file mentions advises, none means the unit runs alone.
 */
export type ManifestSource = 'declared' | 'inferred' | 'none';

/** What an assign attempt proposes; what tasks.md says itself wins over it. */
export type AssignmentAnswer = {
  readonly dispatch_units: readonly (Omit<Assignment, 'target_window'> & {
    readonly task_id: string;
    readonly target_window?: string | null;
  })[];
  readonly window_mapping?: Readonly<Record<string, string>> | null;
};
