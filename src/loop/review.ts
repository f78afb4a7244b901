import type { AttemptEnd, Evidence, Outcome } from '../model/attempt.ts';
import type { AttemptId, TaskId } from '../model/ids.ts';
import { attemptOf, currentEvidence, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { changedLines, unchangedIssues } from './changed-lines.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';
import { reviewBrief } from './briefs.ts';
import type { LoopContext } from './context.ts';
import { endAs, seenOf } from './end-attempt.ts';

type Reviewing = { readonly task_id: TaskId; readonly attempt_id: AttemptId };

/**
 * One review: a read-only agent looks at the work, and its validated verdict
 * is all that counts. A review whose tree changed underneath is thrown away.
 */
export async function review(
  key: Reviewing,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const unit = unitOf(ledger.state(), key.task_id);
  const attempt = attemptOf(ledger.state(), key);
  const evidence = currentEvidence(unit);
  const folder = await ports.workspace.prepare(
    {
      task_id: key.task_id,
      from: evidence === null ? 'fresh' : 'keep',
      evidence,
      readOnly: true,
    },
    { signal: context.signal },
  );
  if (!folder.ok) {
    ledger.append(endAs(key, { type: 'failed', failure: folder.error }));
    return;
  }
  const before = await ports.workspace.currentTree(key.task_id);
  const diff = evidence === null ? '' : await ports.workspace.diff(evidence);
  const since = await changedSince(unit, evidence, context);
  const files = await context.spec.read();
  const asked = await ask(context, {
    attempt,
    cwd: folder.value.cwd,
    answer: 'verdict',
    prompt: reviewBrief(context, { unit, files, diff, since }),
  });
  const after = await ports.workspace.currentTree(key.task_id);
  ledger.append(
    conclude(key, { asked, context, unit, since, moved: before !== after }),
  );
}

/** What the work changed since it was reviewed last; null where it never was. */
async function changedSince(
  unit: Unit,
  evidence: Evidence | null,
  { ports }: LoopContext,
): Promise<string | null> {
  const tree = unit.reports.at(-1)?.tree ?? null;
  if (tree === null || evidence === null) return null;
  const reviewed = [
    ...unit.attempts.map((attempt) =>
      attempt.status === 'ended' ? attempt.evidence : null,
    ),
    unit.taken?.evidence ?? null,
  ].findLast((known) => known?.tree === tree);
  return reviewed == null
    ? null
    : ports.workspace.diffBetween(reviewed, evidence);
}

function conclude(
  key: Reviewing,
  seen: {
    readonly asked: Asked<'verdict'>;
    readonly context: LoopContext;
    readonly unit: Unit;
    readonly since: string | null;
    readonly moved: boolean;
  },
) {
  const { result, answer } = seen.asked;
  const outcome = outcomeOf(seen);
  const changed = seen.since === null ? null : changedLines(seen.since);
  const facts: Partial<AttemptEnd> = {
    ...seenOf(result),
    verdict: outcome.type === 'succeeded' ? answer : null,
    ...(changed === null
      ? {}
      : { unchanged_issues: unchangedIssues(answer?.issues ?? [], changed) }),
  };
  return endAs(key, outcome, facts);
}

function outcomeOf({
  asked,
  context,
  unit,
  moved,
}: Parameters<typeof conclude>[1]): Outcome {
  if (context.signal.aborted) return { type: 'interrupted' };
  if (asked.result.outcome.type === 'failed') {
    return { type: 'failed', failure: asked.result.outcome.failure };
  }
  if (moved) return reviewError('the tree changed while it was reviewed');
  if (asked.answer === null) {
    return reviewError(`no valid verdict: ${asked.errors.join('; ')}`);
  }
  if (asked.answer.task_id !== unit.plan.task_id) {
    return reviewError(
      `the verdict is about ${JSON.stringify(asked.answer.task_id)}`,
    );
  }
  return { type: 'succeeded' };
}

const reviewError = (message: string): Outcome => ({
  type: 'failed',
  failure: { type: 'review_error', message },
});
