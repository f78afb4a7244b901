import type { Isolation, RunFacts } from '../../model/event.ts';
import type { RunProcess } from '../../ports/process.ts';

/** What a user's own command came to. */
export type UserCommandResult = {
  readonly exitCode: number;
  readonly output: string;
};

/** What a worktree gets beside the commit it shows. */
export type Outfit = {
  /** Absolute. */
  readonly workdir: string;
  /** The user's commands that make a worktree ready. */
  readonly setup: readonly string[];
  /** Ignored folders that survive from unit to unit, by name or path. */
  readonly keep: readonly string[];
  /** Folders of the workdir that a worktree starts with, as copies. */
  readonly seed: readonly string[];
  /** The same as links to the workdir's own. */
  readonly link: readonly string[];
  /** Patterns of ignored files of the workdir that a worktree gets. */
  readonly copy: readonly string[];
  /** Free space below which no worktree is made. */
  readonly minFreeBytes: number;
  readonly runUserCommand: (
    command: string,
    cwd: string,
  ) => Promise<UserCommandResult>;
};

/** Everything a workspace is opened with; nothing else is read from outside. */
export type WorkspaceOptions = Outfit & {
  /** The spec folder, relative to the workdir. */
  readonly specPath: string;
  /** The spec's name in refs and folders. */
  readonly slug: string;
  /** Absolute folder of the state files. */
  readonly outputDir: string;
  /** The runner's own files, relative to `outputDir`: never dirty, never taken. */
  readonly stateFiles: readonly string[];
  /** Null chooses: worktrees inside a repository, else one shared folder. */
  readonly isolation: Isolation | null;
  /** Null is the user's cache folder. */
  readonly worktreesDir: string | null;
  /** Commits on the integration branch are signed. */
  readonly sign: boolean;
  readonly allowDirty: boolean;
  /** The run as the journal knows it; null on a first start. */
  readonly resumed: RunFacts | null;
  readonly noLand: boolean;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execGit: RunProcess;
  /** How long a held lock file of git's is waited for; 10 s when absent. */
  readonly lockWaitMs?: number;
};

/** Never the agents' to change: read once at the start. */
export const CONFIG_FILE = 'orchestration.config.json';
/** The runner's own folder in the workdir. */
export const RUNNER_FOLDER = '.orchestration';
