import { judgeOrders } from '../engine/llm/judge-orders.ts';
import type { Situation } from '../engine/situation.ts';
import type { Failure } from '../model/failure.ts';
import type { AttemptId, TaskId } from '../model/ids.ts';
import { attemptOf } from '../model/state-access.ts';
import { parseAnswer } from '../schema/parse-answer.ts';
import { callAgent } from './call-agent.ts';
import type { LoopContext } from './context.ts';
import { endAs, seenOf } from './end-attempt.ts';
import { orchestrateBrief } from './orchestrate-brief.ts';

/**
 * One tick of `--mode llm`: the orchestrator sees where the run is and says
 * what should happen; what holds of it the engine says. An answer that is none
 * is told back in the next tick.
 */
export async function orchestrate(
  key: { readonly task_id: TaskId; readonly attempt_id: AttemptId },
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const attempt = attemptOf(ledger.state(), key);
  const result = await callAgent(context, {
    attempt,
    cwd: ports.workspace.root,
    answer: 'orchestrate',
    prompt: orchestrateBrief(context, situationOf(context)),
    session_id: null,
  });
  const seen = seenOf(result);
  const fail = (failure: Failure): void => {
    ledger.append(endAs(key, { type: 'failed', failure }, seen));
  };
  if (context.signal.aborted) {
    ledger.append(endAs(key, { type: 'interrupted' }, seen));
    return;
  }
  if (result.outcome.type === 'failed') {
    fail(result.outcome.failure);
    return;
  }
  const answer = parseAnswer('orchestrate', result.outcome.text);
  const orders = answer.ok
    ? judgeOrders(answer.value, situationOf(context))
    : { ok: false as const, error: answer.error.join('; ') };
  if (!orders.ok) {
    fail({ type: 'bad_output', message: orders.error });
    return;
  }
  ledger.append(endAs(key, { type: 'succeeded' }, seen), {
    type: 'tick_ended',
    attempt_id: key.attempt_id,
    ...orders.value,
    is_fallback: false,
  });
}

const situationOf = ({ ledger, settings, ports }: LoopContext): Situation => ({
  state: ledger.state(),
  limits: { ...settings.limits, isDraining: false },
  now: ports.clock.now(),
});
