import { contentHash } from '../../lib/fingerprint.ts';
import { plusMs } from '../../lib/iso-time.ts';
import type { Failure, FailureType } from '../../model/failure.ts';

/** What a class of failure says something about: the backend, or this attempt. */
export type FailureScope = 'backend' | 'attempt';

/** What to do about a class of failure. */
export type FailurePolicy = {
  /** One sentence for people; references/failures.md shows it. */
  readonly policy: string;
  /** Tries with the same backend after the first, in a row. */
  readonly retries: number;
  /** First pause; doubles with each failure in a row. */
  readonly backoffMs: number;
  /**
   * backend: it pauses or is closed for everybody, and whoever is next in the
   * role takes over. attempt: the unit alone pauses and tries again.
   */
  readonly scope: FailureScope;
  /** After the last try: the next backend of the role, or a person. */
  readonly then: 'next_backend' | 'person';
  /** Says something about the machinery, nothing about the work. */
  readonly isInfrastructure: boolean;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const infra = (
  policy: string,
  rest: Partial<FailurePolicy> = {},
): FailurePolicy => ({
  policy,
  retries: 0,
  backoffMs: 0,
  scope: 'attempt',
  then: 'next_backend',
  ...rest,
  isInfrastructure: true,
});

const work = (policy: string): FailurePolicy => ({
  policy,
  retries: 1,
  backoffMs: 0,
  scope: 'attempt',
  then: 'person',
  isInfrastructure: false,
});

/** One policy a class: the only place that says what a failure leads to. */
export const FAILURE_POLICIES: Readonly<Record<FailureType, FailurePolicy>> = {
  auth: infra(
    'The backend is closed for the run; the next one takes over. Where none is left a person is asked at once, with the command that logs in.',
    { scope: 'backend' },
  ),
  missing_binary: infra(
    'The backend is closed for the run; the next one takes over. Where none is left a person is asked at once, with the command that installs it.',
    { scope: 'backend' },
  ),
  rate_limit: infra(
    'The backend pauses until the time it named, else longer each time, and runs half as many agents after that; the next one takes over meanwhile.',
    { scope: 'backend', backoffMs: MINUTE_MS },
  ),
  usage_cap: infra(
    'The backend pauses until the time it named; without one it is closed for the run. The next one takes over.',
    { scope: 'backend' },
  ),
  network: infra('Tried again after a pause; then the next backend.', {
    retries: 5,
    backoffMs: 5 * SECOND_MS,
  }),
  crash: infra('Tried again after a pause; then the next backend.', {
    retries: 2,
    backoffMs: 2 * SECOND_MS,
  }),
  bad_output: infra('Tried again after a pause; then the next backend.', {
    retries: 2,
    backoffMs: SECOND_MS,
  }),
  idle: infra('Tried once more; then the next backend.', { retries: 1 }),
  timeout: infra('Tried once more; then a person is asked.', {
    retries: 1,
    then: 'person',
  }),
  host_suspended: infra('Tried again, free of charge.', {
    retries: 20,
    then: 'person',
  }),
  canceled: infra('Tried again: somebody else ended it.', {
    retries: 3,
    then: 'person',
  }),
  review_error: infra(
    'The next reviewer is asked; three that cannot answer are a decision.',
    { retries: 2, backoffMs: SECOND_MS },
  ),
  no_changes: work(
    'Tried once more where it gave no reason; then a person is asked.',
  ),
  manifest_violation: work('A fix; after the last one a person is asked.'),
  check_failed: work('A fix; after the last one a person is asked.'),
  review_findings: work('A fix; after the last one a person is asked.'),
  merge_conflict: work(
    'An attempt to settle it; after the last one a person is asked.',
  ),
};

/** Whether a failure says nothing about the work, so that it never counts as a fix. */
export const isInfrastructure = (type: FailureType): boolean =>
  FAILURE_POLICIES[type].isInfrastructure;

/** What a failure does to its backend for everybody; null = nothing. */
export function backendPause(failure: Failure): 'pause' | 'close' | null {
  if (FAILURE_POLICIES[failure.type].scope !== 'backend') return null;
  if (failure.type === 'rate_limit') return 'pause';
  return failure.type === 'usage_cap' && failure.reset_at !== undefined
    ? 'pause'
    : 'close';
}

/** Longest pause between two tries, where nobody named one. */
export const MAX_BACKOFF_MS = 15 * MINUTE_MS;

/**
 * When the next try makes sense after `failures` in a row. A time the service
 * named itself is believed. Half of a pause is the same for all, the other half
 * is spread by the attempt's id: agents that failed together do not come back
 * together, and a replay of the journal computes the same time.
 */
export function nextTry(
  failure: Failure,
  options: {
    readonly failures: number;
    readonly now: string;
    readonly attempt_id: string;
  },
): string {
  const { failures, now, attempt_id } = options;
  if (failure.reset_at !== undefined) return failure.reset_at;
  const { backoffMs } = FAILURE_POLICIES[failure.type];
  const pause = Math.min(backoffMs * 2 ** (failures - 1), MAX_BACKOFF_MS);
  return plusMs(now, Math.round(pause * (0.5 + spread(attempt_id) / 2)));
}

/** A number from 0 to 1 that is always the same for one text. */
const spread = (text: string): number =>
  Number.parseInt(contentHash(text).slice(0, 8), 16) / 0xffffffff;
