import type { AttemptId, TaskId } from '../model/ids.ts';
import { attemptOf } from '../model/state-access.ts';
import { ask } from './ask.ts';
import { assignBrief } from './briefs.ts';
import type { LoopContext } from './context.ts';
import { endAs, seenOf } from './end-attempt.ts';
import { makePlanFrom } from './make-plan-from.ts';

/** Asks the assign backend what each unit is, who does it and which files it touches. */
export async function assign(
  key: { readonly task_id: TaskId; readonly attempt_id: AttemptId },
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const attempt = attemptOf(ledger.state(), key);
  const files = await context.spec.read();
  const asked = await ask(context, {
    attempt,
    cwd: ports.workspace.root,
    answer: 'assignment',
    prompt: assignBrief(context, files),
  });
  const seen = seenOf(asked.result);
  if (context.signal.aborted) {
    ledger.append(endAs(key, { type: 'interrupted' }, seen));
    return;
  }
  if (asked.answer === null) {
    const failure =
      asked.result.outcome.type === 'failed'
        ? asked.result.outcome.failure
        : {
            type: 'bad_output' as const,
            message: `no valid assignment: ${asked.errors.join('; ')}`,
          };
    ledger.append(endAs(key, { type: 'failed', failure }, seen));
    return;
  }
  await makePlanFrom(
    { answer: asked.answer, backend: attempt.backend },
    context,
    { before: [endAs(key, { type: 'succeeded' }, seen)] },
  );
}
