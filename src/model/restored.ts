import type { Attempt, Usage } from './attempt.ts';
import type { FinalReport, Finding } from './finding.ts';
import type { Status } from './status.ts';

/** An attempt that only the state file still knows. */
export type RestoredAttempt = Pick<
  Attempt,
  'attempt_id' | 'role' | 'n' | 'agent' | 'backend' | 'started_at'
> & {
  /** Of an unfinished unit what came of it is unknown: its evidence went with the journal. */
  readonly outcome: 'succeeded' | 'interrupted';
  readonly ended_at: string;
  readonly usage: Usage | null;
};

/**
 * What AGENT_STATE.json says of a unit, where it is all there is: what is
 * settled stays settled, everything else starts again.
 */
export type RestoredUnit = {
  readonly status: Extract<Status, 'not_started' | 'completed' | 'canceled'>;
  /** Null unless completed. */
  readonly completed_at: string | null;
  readonly commit: string | null;
  readonly fix_attempts: number;
  readonly max_fix_attempts: number;
  /** They keep their numbers: no later one takes their refs and logs. */
  readonly attempts: readonly RestoredAttempt[];
  readonly reports: readonly FinalReport[];
  readonly deferred: readonly Finding[];
  readonly subtask_results: Readonly<Record<string, Status>>;
};
