import { integrated } from '../engine/end/final-review.ts';
import type { Outcome } from '../model/attempt.ts';
import { FINAL_TASK } from '../model/ids.ts';
import { attemptOf, currentEvidence } from '../model/state-access.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';
import type { LoopContext } from './context.ts';
import { endAs, reviewError, seenOf } from './end-attempt.ts';
import type { AttemptKey } from './end-attempt.ts';
import { finalReviewBrief } from './final-brief.ts';

/**
 * One review of everything together, on what is integrated: a read-only agent
 * and its validated verdict. A review whose tree changed underneath is thrown
 * away.
 */
export async function finalReview(
  key: AttemptKey,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const state = ledger.state();
  const attempt = attemptOf(state, key);
  const works = integrated(state).flatMap(
    (unit) => currentEvidence(unit) ?? [],
  );
  const before = await ports.workspace.tip();
  const diff = await ports.workspace.wholeDiff(works);
  const files = await context.spec.read();
  const asked = await ask(context, {
    attempt,
    subject: FINAL_TASK,
    cwd: before.cwd,
    answer: 'verdict',
    prompt: finalReviewBrief(context, { files, diff }),
  });
  const after = await ports.workspace.tip();
  const outcome = outcomeOf(asked, context, before.tree !== after.tree);
  ledger.append(
    endAs(key, outcome, {
      ...seenOf(asked.result),
      verdict: outcome.type === 'succeeded' ? asked.answer : null,
    }),
  );
}

function outcomeOf(
  { result, answer, errors }: Asked<'verdict'>,
  { signal }: LoopContext,
  hasMoved: boolean,
): Outcome {
  if (signal.aborted) return { type: 'interrupted' };
  if (result.outcome.type === 'failed') {
    return { type: 'failed', failure: result.outcome.failure };
  }
  if (hasMoved) return reviewError('the tree changed while it was reviewed');
  if (answer === null) {
    return reviewError(`no valid verdict: ${errors.join('; ')}`);
  }
  return answer.task_id === FINAL_TASK
    ? { type: 'succeeded' }
    : reviewError(`the verdict is about ${JSON.stringify(answer.task_id)}`);
}
