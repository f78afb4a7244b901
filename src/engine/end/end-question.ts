import type { Command } from '../../model/command.ts';
import type { Decision } from '../../model/decision.ts';
import { decisionId, RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { record } from '../commands.ts';

/** Asks a person what keeps the complete run from landing. */
export function askBeforeLanding(
  state: State,
  question: {
    readonly kind: Extract<Decision['kind'], 'final_review' | 'gate'>;
    /** The question first, then what was seen, a line each. */
    readonly context: readonly string[];
    readonly retry: string;
    readonly accept: string;
    /** CLIs that `retry` says are usable again. */
    readonly backends: readonly string[];
    readonly now: string;
  },
): Command {
  const { kind, context, retry, accept, backends, now } = question;
  return record({
    type: 'decision_opened',
    task_id: RUN_TASK,
    decision: {
      id: decisionId(state.decisions.length + 1),
      task_id: RUN_TASK,
      kind,
      ...(backends.length === 0 ? {} : { backends }),
      priority: 'high',
      context: context.join('\n'),
      options: [
        { n: 1, action: 'retry', label: retry },
        { n: 2, action: 'accept', label: accept },
        { n: 3, action: 'abort', label: 'Stop the run' },
      ],
      created_at: now,
      answer: null,
    },
  });
}
