import { plusMs } from '../lib/iso-time.ts';
import type { Failure, FailureType } from '../model/failure.ts';

/** What to do about a class of failure. */
export type FailurePolicy = {
  /** Tries before a person is asked; 0 asks at once. */
  readonly retries: number;
  /** First pause; doubles with each failure in a row. */
  readonly backoffMs: number;
  /** Says something about the machinery, nothing about the work. */
  readonly isInfrastructure: boolean;
};

const MINUTE_MS = 60_000;
const infra = (retries: number, backoffMs: number): FailurePolicy => ({
  retries,
  backoffMs,
  isInfrastructure: true,
});
const work = (retries: number): FailurePolicy => ({
  retries,
  backoffMs: 0,
  isInfrastructure: false,
});

/** One policy a class: the only place that says what a failure leads to. */
export const FAILURE_POLICIES: Readonly<Record<FailureType, FailurePolicy>> = {
  auth: infra(0, 0),
  missing_binary: infra(0, 0),
  rate_limit: infra(8, MINUTE_MS),
  usage_cap: infra(0, 0),
  network: infra(5, 5_000),
  crash: infra(2, 2_000),
  bad_output: infra(2, 1_000),
  idle: infra(1, 0),
  timeout: infra(1, 0),
  host_suspended: infra(5, 0),
  canceled: infra(3, 0),
  no_changes: work(1),
  manifest_violation: work(1),
  check_failed: work(1),
  review_findings: work(1),
  review_error: infra(2, 1_000),
  merge_conflict: work(1),
};

/** Whether a failure says nothing about the work, so that it never counts as a fix. */
export const isInfrastructure = (type: FailureType): boolean =>
  FAILURE_POLICIES[type].isInfrastructure;

/** Longest pause between two tries. */
const MAX_BACKOFF_MS = 15 * MINUTE_MS;

/**
 * When the next try makes sense after `failures` in a row, or null where a
 * person has to be asked. A time the service named itself is believed.
 */
export function nextTry(
  failure: Failure,
  options: { readonly failures: number; readonly now: string },
): string | null {
  const policy = FAILURE_POLICIES[failure.type];
  if (failure.type === 'usage_cap' && failure.reset_at !== undefined) {
    return failure.reset_at;
  }
  if (options.failures > policy.retries) return null;
  if (failure.reset_at !== undefined) return failure.reset_at;
  const pause = Math.min(
    policy.backoffMs * 2 ** (options.failures - 1),
    MAX_BACKOFF_MS,
  );
  return plusMs(options.now, pause);
}
