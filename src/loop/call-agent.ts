import { slug } from '../lib/slug.ts';
import type { Attempt } from '../model/attempt.ts';
import type { TaskId } from '../model/ids.ts';
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
    /** What the attempt is about, where that is no unit. */
    readonly subject?: TaskId;
    /** Tells calls of one attempt apart (a verdict that is asked for again). */
    readonly suffix?: string;
  },
): Promise<AgentResult> {
  const { attempt, suffix = '', subject = attempt.task_id, ...request } = call;
  const { run } = context.ledger.state();
  return context.ports.agents.run(
    {
      ...request,
      backend: attempt.backend,
      role: attempt.role,
      task_id: subject,
      n: attempt.n,
      run_id: run?.run_id ?? '',
      spec_path: run?.spec_path ?? '',
      mark: attempt.mark,
      log_name: `${slug(subject)}-${attempt.role}-${attempt.n}${suffix}`,
      timeoutMs: context.settings.timeoutMs,
    },
    {
      signal: context.signal,
      onActivity: ({ text }) => {
        context.listener.onActivity(attempt.attempt_id, text);
      },
      onProcess: (process) => {
        context.ledger.append({
          type: 'process_started',
          task_id: attempt.task_id,
          attempt_id: attempt.attempt_id,
          ...process,
        });
      },
    },
  );
}
