import type { AttemptEnd, Outcome } from '../model/attempt.ts';
import type { EventOf } from '../model/event.ts';
import type { AttemptId, TaskId } from '../model/ids.ts';
import type { AgentResult } from '../ports/agents.ts';

/** The attempt an effect works on. */
export type AttemptKey = {
  readonly task_id: TaskId;
  readonly attempt_id: AttemptId;
};

/** The event that ends an attempt; what is not given was not seen. */
export const endAs = (
  { task_id, attempt_id }: AttemptKey,
  outcome: Outcome,
  seen: Partial<Omit<AttemptEnd, 'outcome'>> = {},
): EventOf<'attempt_ended'> => ({
  type: 'attempt_ended',
  task_id,
  attempt_id,
  outcome,
  exit_code: null,
  session_id: null,
  usage: null,
  evidence: null,
  report: null,
  verdict: null,
  output: '',
  ...seen,
});

/** What a call of an agent says about its attempt, whatever came of it. */
export const seenOf = (
  result: AgentResult,
): Pick<AttemptEnd, 'exit_code' | 'session_id' | 'usage' | 'output'> => ({
  exit_code: result.exit_code,
  session_id: result.session_id,
  usage: result.usage,
  output: result.output,
});

/** A reviewer that gave no verdict that counts: neither an approval nor a finding. */
export const reviewError = (message: string): Outcome => ({
  type: 'failed',
  failure: { type: 'review_error', message },
});
