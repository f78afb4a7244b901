import type { WritingRole } from '../model/assignment.ts';
import type { Taking } from '../model/unit.ts';
import type { Evidence } from '../model/attempt.ts';
import type { Failure } from '../model/failure.ts';
import type { Isolation, RevertedUnit } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { Result } from '../lib/result.ts';

/** A folder that is ready for an attempt. */
export type Prepared = {
  /** The agent's cwd: the unit's worktree plus the workdir's prefix. */
  readonly cwd: string;
  /** What the work is measured against; null in shared mode. */
  readonly base: string | null;
  /** Files with conflict markers that an integrate attempt has to settle. */
  readonly conflicts: readonly string[];
};

export type PrepareRequest = {
  readonly task_id: TaskId;
  /**
   * `fresh`: the integration branch's tip. `keep`: the work as it is, from
   * `evidence`, in the folder it was made in where that still exists. `merge`:
   * the work merged with the tip, conflicts left in the files.
   */
  readonly from: 'fresh' | 'keep' | 'merge';
  readonly evidence: Evidence | null;
  /**
   * Set where nothing is meant to be changed (reviews, checks): what such an
   * attempt leaves in the folder is not work and need not be kept.
   */
  readonly readOnly?: boolean;
  /** Declared or inferred writes: in shared mode they tell whose a changed file is. */
  readonly writes?: readonly string[];
};

export type CaptureRequest = {
  readonly task_id: TaskId;
  /** What the work comes from: an attempt, or work that is taken as it is. */
  readonly role: WritingRole | Taking;
  /** Tells what is kept of one role apart. */
  readonly n: number;
  /** Null takes what the folder was prepared on (after the death of a run). */
  readonly base: string | null;
  /** Declared or inferred writes, to attribute files in shared mode. */
  readonly writes: readonly string[];
  /**
   * Files the agent's own tool events name as written, as they name them: a
   * change outside its folder is its doing only where they say so.
   */
  readonly files_written?: readonly string[];
};

/** What putting a unit on the integration branch came to. */
export type Integration =
  | {
      readonly type: 'candidate';
      /** The commit that would become the tip; null where nothing changes. */
      readonly commit: string | null;
      readonly tree: string;
      /** Where checks of the candidate run. */
      readonly cwd: string;
      readonly accept: () => Promise<void>;
    }
  /** The unit's commit is on the branch already (a run that died after). */
  | { readonly type: 'already'; readonly commit: string | null }
  | { readonly type: 'conflict'; readonly files: readonly string[] };

export type IntegrateRequest = {
  readonly task_id: TaskId;
  readonly evidence: Evidence;
  /** Number of the attempt whose work this is, over all roles (a trailer). */
  readonly attempt: string;
  /** First line of the commit message. */
  readonly title: string;
  readonly requirements: readonly string[];
};

/** A folder that shows what the run started from. */
export type BaseFolder = {
  readonly cwd: string;
  readonly tree: string;
  /** Gives the folder back for the next unit. */
  readonly release: () => Promise<void>;
};

export type LearningsRequest = {
  readonly learnings: readonly {
    /** One line of Markdown. */
    readonly text: string;
    /** Files of the work it comes from, relative to the workdir. */
    readonly files: readonly string[];
  }[];
  /** Tells this commit from others of the run (a trailer). */
  readonly attempt: string;
};

export type KeptLearnings = {
  /** Null where nothing new was to be written. */
  readonly commit: string | null;
  /** Files that have them now, relative to the workdir. */
  readonly files: readonly string[];
  /** What could not be written, and why. */
  readonly notes: readonly string[];
};

/** A unit whose commit is to be taken back. */
export type RevertRequest = {
  readonly task_id: TaskId;
  readonly commit: string;
};

/** What landing came to. */
export type Landing =
  | {
      readonly type: 'landed';
      readonly commit: string | null;
      readonly branch: string | null;
    }
  | {
      readonly type: 'failed';
      readonly reason: string;
      readonly command: string;
    };

/**
 * Where units work and where their results are put together: git worktrees,
 * or one shared folder.
 */
export type Workspace = {
  readonly isolation: Isolation;
  readonly target_branch: string | null;
  readonly integration_branch: string | null;
  readonly base_commit: string | null;
  /** Sentences about what was found, for the plan (identity default, dirty files). */
  readonly notes: readonly string[];
  /** Folder for read-only attempts of the whole run. */
  readonly root: string;
  prepare(
    request: PrepareRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<Result<Prepared, Failure>>;
  /** Keeps everything an attempt did as a ref, before anything is reset. */
  capture(request: CaptureRequest): Promise<Evidence>;
  /** The work as a unified diff, whole. */
  diff(evidence: Evidence): Promise<string>;
  /**
   * What the later of two states of a unit's work changed, as a unified diff:
   * only in the unit's own files, where it was put upon other work in between.
   */
  diffBetween(from: Evidence, to: Evidence): Promise<string>;
  /** The text of a file as the work has it; null where there is none, or it is binary or large. */
  fileText(evidence: Evidence, path: string): Promise<string | null>;
  /**
   * Everything the run changed as a unified diff, whole: what is integrated, in
   * a shared folder the given works one after the other.
   */
  wholeDiff(works: readonly Evidence[]): Promise<string>;
  /** Names the content of the unit's folder as it is now. */
  currentTree(task_id: TaskId): Promise<string>;
  /** The unit's folder, for checks; null where it has none. */
  folder(task_id: TaskId): string | null;
  integrate(request: IntegrateRequest): Promise<Integration>;
  /**
   * A folder that shows the integration branch's tip, for checkpoint checks;
   * the next call, and landing, use the same folder.
   */
  tip(): Promise<{ readonly cwd: string; readonly tree: string }>;
  /**
   * A folder that shows what the run started from, for the baseline of the
   * checks: one of its own, or the shared one while nobody has written to it.
   */
  base(options: {
    readonly signal: AbortSignal;
  }): Promise<Result<BaseFolder, Failure>>;
  /**
   * Puts what agents learned into the nearest AGENTS.md, in one commit of its
   * own on the integration branch; what is there already is not written twice.
   * In a shared folder nothing is written.
   */
  keepLearnings(request: LearningsRequest): Promise<KeptLearnings>;
  /**
   * Takes units' commits back by new ones on the integration branch, all or
   * none; else why not. Nothing may be integrated meanwhile.
   */
  revert(
    units: readonly RevertRequest[],
  ): Promise<Result<readonly RevertedUnit[], string>>;
  /** Gives the unit's folder back for the next one. */
  release(task_id: TaskId): Promise<void>;
  /** `checks` run on a merge commit made aside, when the target branch moved. */
  land(options: {
    readonly check: (cwd: string) => Promise<boolean>;
  }): Promise<Landing>;
  /** Commits the ticks of tasks.md alone, where it is tracked; says what happened. */
  commitTicks(tasksFile: string): Promise<string | null>;
};
