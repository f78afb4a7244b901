/** How bad a finding is; `none` is a verdict's severity only. */
export const SEVERITIES = ['critical', 'major', 'minor', 'none'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where a finding comes from: checks and merges speak in findings too. */
export type FindingSource = 'review' | 'check' | 'merge' | 'manifest' | 'agent';

/** One thing that is wrong with a unit's result. */
export type Finding = {
  /** The same place and matter keep it over reviewers and rounds. */
  readonly fingerprint: string;
  readonly severity: Exclude<Severity, 'none'>;
  readonly description: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly source: FindingSource;
  /** Who said so: attempt ids of reviewers, or names of checks. */
  readonly said_by: readonly string[];
  /** Why it waits for later although it is not minor. */
  readonly deferred?: string;
};

/** One issue as a reviewer writes it. */
export type VerdictIssue = {
  readonly severity: Severity;
  readonly description: string;
  readonly file?: string | null;
  readonly line?: number | null;
};

/** The validated outcome of one review. */
export type Verdict = {
  readonly task_id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly details?: string | null;
  readonly issues?: readonly VerdictIssue[] | null;
};

/** All findings of one round of reviews, joined. */
export type FinalReport = {
  readonly round: number;
  /** The tree that was looked at. */
  readonly tree: string | null;
  readonly severity: Severity;
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Backends that reviewed. */
  readonly reviewers: readonly string[];
  /** False where the author's own backend had to review. */
  readonly independent_review: boolean;
  readonly at: string;
};
