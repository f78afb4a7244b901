/** The classes of failure; each has one policy (engine/backends/failures.ts). */
export const FAILURE_TYPES = [
  'auth',
  'rate_limit',
  'usage_cap',
  'network',
  'timeout',
  'idle',
  'crash',
  'missing_binary',
  'bad_output',
  'no_changes',
  'manifest_violation',
  'check_failed',
  'review_findings',
  'review_error',
  'merge_conflict',
  'host_suspended',
  'canceled',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];

/** Why something did not succeed, as data: expected outcomes are never thrown. */
export type Failure = {
  readonly type: FailureType;
  /** One line for a person. */
  readonly message: string;
  /** ISO time at which trying again makes sense, where the service named one. */
  readonly reset_at?: string;
};
