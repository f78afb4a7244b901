import type { Attempt } from '../model/attempt.ts';
import type { TaskId } from '../model/ids.ts';
import type { AgentRequest, AgentResult } from '../ports/agents.ts';
import type { Answers } from '../schema/parse-answer.ts';
import { parseAnswer } from '../schema/parse-answer.ts';
import { callAgent } from './call-agent.ts';
import type { LoopContext } from './context.ts';

/** An answer that had to be in JSON: validated, or why there is none. */
export type Asked<Kind extends keyof Answers> = {
  readonly result: AgentResult;
  readonly answer: Answers[Kind] | null;
  /** What was wrong with the last answer. */
  readonly errors: readonly string[];
};

/**
 * Asks for a validated answer. A broken one is asked for once more at once,
 * with the errors named; the agent's words outside the JSON count for nothing.
 */
export async function ask<Kind extends keyof Answers>(
  context: LoopContext,
  call: Pick<AgentRequest, 'cwd' | 'prompt'> & {
    readonly attempt: Attempt;
    readonly answer: Kind;
    /** What the attempt is about, where that is no unit. */
    readonly subject?: TaskId;
  },
): Promise<Asked<Kind>> {
  const first = await callAgent(context, { ...call, session_id: null });
  if (first.outcome.type === 'failed') {
    return { result: first, answer: null, errors: [] };
  }
  const parsed = parseAnswer(call.answer, first.outcome.text);
  if (parsed.ok) return { result: first, answer: parsed.value, errors: [] };
  const second = await callAgent(context, {
    ...call,
    prompt: [
      call.prompt,
      '',
      'Your last answer could not be read:',
      ...parsed.error.map((error) => `- ${error}`),
      'Answer again, with nothing but the one JSON object.',
    ].join('\n'),
    session_id: null,
    suffix: '-again',
  });
  if (second.outcome.type === 'failed') {
    return { result: second, answer: null, errors: parsed.error };
  }
  const again = parseAnswer(call.answer, second.outcome.text);
  return again.ok
    ? { result: second, answer: again.value, errors: [] }
    : { result: second, answer: null, errors: again.error };
}
