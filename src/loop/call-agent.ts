import { slug } from '../lib/slug.ts';
import type { Attempt } from '../model/attempt.ts';
import type { AgentRequest, AgentResult } from '../ports/agents.ts';
import type { LoopContext } from './context.ts';

/** One call of an attempt's agent; what it does is passed on to people. */
export async function callAgent(
  context: LoopContext,
  call: Pick<
    AgentRequest,
    'cwd' | 'answer' | 'prompt' | 'session_id' | 'prior_usage'
  > & {
    readonly attempt: Attempt;
    /** Tells calls of one attempt apart (a verdict that is asked for again). */
    readonly suffix?: string;
  },
): Promise<AgentResult> {
  const { attempt, suffix = '', ...request } = call;
  const { run } = context.ledger.state();
  return context.ports.agents.run(
    {
      ...request,
      backend: attempt.backend,
      role: attempt.role,
      task_id: attempt.task_id,
      n: attempt.n,
      run_id: run?.run_id ?? '',
      spec_path: run?.spec_path ?? '',
      mark: attempt.mark,
      log_name: `${slug(attempt.task_id)}-${attempt.role}-${attempt.n}${suffix}`,
      timeoutMs: context.settings.timeoutMs,
    },
    {
      signal: context.signal,
      onActivity: ({ text }) => {
        context.listener.onActivity(attempt.attempt_id, text);
      },
    },
  );
}
