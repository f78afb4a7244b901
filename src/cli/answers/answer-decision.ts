import { systemClock } from '../../adapters/clock/system-clock.ts';
import { err, ok } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { EventOf } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import type { InboxRequest } from '../../ports/inbox.ts';

/** The event that answers a decision, or why this answer is none. */
export function answerDecision(
  state: State,
  request: Omit<Extract<InboxRequest, { type: 'decide' }>, 'type'>,
): Result<EventOf<'decision_answered'>, string> {
  const decision = state.decisions.find(({ id }) => id === request.decision_id);
  if (decision === undefined) {
    return err(`there is no decision ${request.decision_id}`);
  }
  if (decision.answer !== null) {
    return err(`${decision.id} is answered: ${decision.answer.action}`);
  }
  const option = decision.options.find(({ n }) => n === request.option);
  if (option === undefined) {
    return err(
      `${decision.id} has no option ${request.option}: it has 1 to ${decision.options.length}`,
    );
  }
  return ok({
    type: 'decision_answered',
    task_id: decision.task_id,
    decision_id: decision.id,
    answer: {
      option: option.n,
      action: option.action,
      note: request.note,
      by: request.by,
      at: systemClock.now(),
      ...(option.backend === undefined ? {} : { backend: option.backend }),
    },
  });
}
