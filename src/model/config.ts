/** One check as the config file writes it. */
export type CheckConfig = {
  readonly name: string;
  /** Runs in the user's shell, exactly as written here. */
  readonly run: string;
  /** `90s`, `10m`, `2h`; default 30m. */
  readonly timeout?: string;
};

/** How one backend is called. */
export type AgentConfig = {
  /** Executable, found on PATH; default: the backend's own name. */
  readonly command?: string;
  readonly model?: string;
  /** Further arguments, appended. */
  readonly args?: readonly string[];
  /** Network inside the sandbox, where the CLI has one (codex). */
  readonly network?: boolean;
};

/** The kinds of work a backend can be chosen for. */
export type RoleName = 'code' | 'ui' | 'review' | 'assign';

/** `orchestration.config.json`; its schema is references/config-schema.json. */
export type ConfigFile = {
  readonly $schema?: string;
  readonly agents?: Readonly<Record<string, AgentConfig>>;
  /** Backends in order of preference. */
  readonly roles?: Readonly<Partial<Record<RoleName, readonly string[]>>>;
  readonly checks?: readonly CheckConfig[];
  readonly jobs?: number;
  readonly timeout?: string;
  readonly worktrees?: {
    /** Where worktrees go; default the user's cache folder. */
    readonly dir?: string;
    /** Commands that make a new worktree usable (`npm ci`). */
    readonly setup?: readonly string[];
  };
  readonly env?: {
    /** Names that agents get although they look like keys. */
    readonly pass?: readonly string[];
  };
  readonly review?: {
    /** Fix attempts before a decision is opened; default 3. */
    readonly max_fix_attempts?: number;
  };
  readonly commits?: { readonly sign?: boolean };
  readonly commitTicks?: boolean;
};
