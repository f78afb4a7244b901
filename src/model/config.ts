/** One check as the config file writes it. */
export type CheckConfig = {
  readonly name: string;
  /** Runs in the user's shell, exactly as written here. */
  readonly run: string;
  /** `90s`, `10m`, `2h`; default 30m. */
  readonly timeout?: string;
  /** Named resources that it needs while it runs. */
  readonly resources?: readonly string[];
  /** File it writes, relative to the workdir: single tests are compared then. */
  readonly junit?: string;
};

/** How one backend is called. */
export type AgentConfig = {
  /** Executable, found on PATH; default: the backend's own name. */
  readonly command?: string;
  readonly model?: string;
  /** Further arguments, appended; for a CLI of your own all of them. */
  readonly args?: readonly string[];
  /** Network inside the sandbox, where the CLI has one (codex). */
  readonly network?: boolean;
  /** Without the user's MCP servers, hooks and instructions. */
  readonly isolated?: boolean;
  /** Arguments that switch a sandbox off and are allowed to stand in `args`. */
  readonly unsafe?: readonly string[];
  /** A CLI of your own: how the prompt reaches it; default stdin. */
  readonly prompt?: 'stdin' | 'file' | 'arg';
  /** A CLI of your own: what its stdout is; default text. */
  readonly output?: 'text' | 'jsonl';
  /** A CLI of your own: arguments that go on with `{session}`. */
  readonly resume?: readonly string[];
  /** A CLI of your own: arguments that keep it from changing anything. */
  readonly read_only?: readonly string[];
  /** Set in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A CLI of your own: whose models it runs; a reviewer should be another's. */
  readonly vendor?: string;
};

/** The kinds of work a backend can be chosen for. */
export const ROLE_NAMES = [
  'code',
  'ui',
  'review',
  'assign',
  'integrate',
  'orchestrate',
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** Something there is only so much of, such as a test database. */
export type ResourceConfig = {
  /** How many may use it at once. */
  readonly slots: number;
  /** Units that need it while their agent runs, by id. */
  readonly units?: readonly string[];
  /** Patterns: a unit that writes what they match needs it. */
  readonly writes?: readonly string[];
};

/** What a million tokens of a backend cost, in USD. */
export type PriceConfig = {
  readonly input: number;
  readonly cached_input?: number;
  readonly output: number;
};

/** `orchestration.config.json`; its schema is references/config-schema.json. */
export type ConfigFile = {
  readonly $schema?: string;
  readonly agents?: Readonly<Record<string, AgentConfig>>;
  /** Backends in order of preference, as `name` or `name:model`. */
  readonly roles?: Readonly<Partial<Record<RoleName, readonly string[]>>>;
  readonly checks?: readonly CheckConfig[];
  readonly jobs?: number;
  /** Agents at once of one backend, or in one role (implement, review, …). */
  readonly caps?: {
    readonly backends?: Readonly<Record<string, number>>;
    readonly roles?: Readonly<Record<string, number>>;
  };
  /** A number stands for its slots. */
  readonly resources?: Readonly<Record<string, number | ResourceConfig>>;
  readonly timeout?: string;
  readonly manifest?: 'grow' | 'strict';
  readonly worktrees?: {
    /** Where worktrees go; default the user's cache folder. */
    readonly dir?: string;
    /** Commands that make a new worktree usable (`npm ci`). */
    readonly setup?: readonly string[];
    /** Ignored folders that survive from unit to unit. */
    readonly keep?: readonly string[];
    /** Folders of the workdir that a new worktree starts with, as copies. */
    readonly seed?: readonly string[];
    /** The same as links to the workdir's own. */
    readonly link?: readonly string[];
    /** Ignored files of the workdir that a worktree gets, as patterns. */
    readonly copy?: readonly string[];
    /** Free space below which no worktree is made: `2GB`. */
    readonly min_free?: string;
  };
  readonly env?: {
    /** Names that agents get although they look like keys. */
    readonly pass?: readonly string[];
  };
  readonly budgets?: {
    readonly max_tokens?: number;
    readonly max_cost?: number;
    readonly max_duration?: string;
    /** By backend, for CLIs that do not say what they cost. */
    readonly prices?: Readonly<Record<string, PriceConfig>>;
  };
  readonly review?: {
    /** Fix attempts before a decision is opened; default 3. */
    readonly max_fix_attempts?: number;
    /** One review of everything before landing; default true. */
    readonly final?: boolean;
  };
  readonly commits?: { readonly sign?: boolean };
  readonly commitTicks?: boolean;
  readonly learnings?: boolean;
  /** Runs in the user's shell when a decision opens and when a run ends. */
  readonly notify?: string;
};
