import type { Role } from './assignment.ts';
import type { Failure } from './failure.ts';
import type { Verdict } from './finding.ts';
import type { AttemptId, TaskId } from './ids.ts';

/** Tokens and money of one attempt; null where the CLI does not say. */
export type Usage = {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number | null;
};

/** What a worker says of its own work: a claim, never evidence. */
export type WorkerReport = {
  readonly status: 'completed' | 'failed' | 'blocked';
  readonly summary: string;
  readonly subtasks?: readonly SubtaskReport[] | null;
  readonly tests?: {
    readonly passed?: number | null;
    readonly failed?: number | null;
  } | null;
  readonly coverage?: number | null;
  readonly no_changes_needed?: boolean | null;
  readonly reason?: string | null;
  readonly learnings?: readonly string[] | null;
};

export type SubtaskReport = {
  readonly task_id: string;
  readonly status: 'completed' | 'failed' | 'blocked' | 'skipped';
  readonly error?: string | null;
};

/**
 * What was seen after a writing attempt: the work itself, kept as a ref (in a
 * repository) or as copies (in shared mode), and named by its content.
 */
export type Evidence = {
  /** Ref that holds the work; null in shared mode. */
  readonly ref: string | null;
  /** Commit behind the ref; null in shared mode. */
  readonly commit: string | null;
  /** Commit the work started from; null in shared mode. */
  readonly base: string | null;
  /** Names the content: a git tree id, or a hash over the changed files. */
  readonly tree: string;
  /** Paths relative to the workdir, sorted. */
  readonly files_changed: readonly string[];
  /** Changes that are reported, not taken: outside the unit, ignored, nested repositories. */
  readonly notes: readonly string[];
  /** Files in which conflict markers are left. */
  readonly unresolved?: readonly string[];
};

/** How an attempt ended, by what was seen. */
export type Outcome =
  | { readonly type: 'succeeded' }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** The runner died or was stopped while it ran; its work, if any, is kept. */
  | { readonly type: 'interrupted' };

/** The process of an attempt, so that it can be told from a later one with its number. */
export type AttemptProcess = {
  readonly pid: number;
  /** Start time as the system counts it; compared, never read. */
  readonly process_start: string;
  /** What the CLI was allowed, in its own words: `-s workspace-write`. */
  readonly permissions: string;
};

type AttemptBase = {
  readonly attempt_id: AttemptId;
  readonly task_id: TaskId;
  readonly role: Role;
  /** 1, 2, … within the role. */
  readonly n: number;
  /** The role in the state (codex, gemini, codex-review). */
  readonly agent: string;
  /** The CLI that plays it. */
  readonly backend: string;
  /** Unique text in the environment of every process of the attempt. */
  readonly mark: string;
  readonly started_at: string;
  /** Null until its process is there. */
  readonly process: AttemptProcess | null;
};

/** What is known of an attempt once it ended. */
export type AttemptEnd = {
  readonly outcome: Outcome;
  readonly exit_code: number | null;
  readonly session_id: string | null;
  readonly usage: Usage | null;
  /** Writing roles: what the work is; null where nothing was captured. */
  readonly evidence: Evidence | null;
  /** Writing roles: the validated report, null where missing or broken. */
  readonly report: WorkerReport | null;
  /** Review: the validated verdict. */
  readonly verdict: Verdict | null;
  /**
   * Review: places in the verdict's issues that are about lines which did not
   * change since the review before.
   */
  readonly unchanged_issues?: readonly number[];
  /** Tail of what the agent said last, for people; masked and bounded. */
  readonly output: string;
};

export type Attempt = AttemptBase &
  (
    | { readonly status: 'running' }
    | ({ readonly status: 'ended'; readonly ended_at: string } & AttemptEnd)
  );

export type EndedAttempt = Extract<Attempt, { status: 'ended' }>;
