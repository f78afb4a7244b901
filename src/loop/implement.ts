import { isWritingRole } from '../model/assignment.ts';
import type { WritingRole } from '../model/assignment.ts';
import { addUsage } from './add-usage.ts';
import type { Attempt, EndedAttempt, Evidence } from '../model/attempt.ts';
import type { AttemptId, TaskId } from '../model/ids.ts';
import { attemptOf, currentEvidence, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import type { AgentRequest, AgentResult } from '../ports/agents.ts';
import type { Prepared, PrepareRequest } from '../ports/workspace.ts';
import { parseAnswer } from '../schema/parse-answer.ts';
import { writingBrief } from './briefs.ts';
import { callAgent } from './call-agent.ts';
import { codeAround } from './code-around.ts';
import type { LoopContext } from './context.ts';
import { endAs, seenOf } from './end-attempt.ts';

type Writing = {
  readonly task_id: TaskId;
  readonly attempt_id: AttemptId;
};

/**
 * One writing attempt (implement, fix, integrate): a folder, a prompt, an
 * agent; then what is really there is kept as evidence, whatever the agent says.
 */
export async function implement(
  key: Writing,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const unit = unitOf(ledger.state(), key.task_id);
  const attempt = attemptOf(ledger.state(), key);
  const prepared = await ports.workspace.prepare(folderFor(unit, attempt), {
    signal: context.signal,
  });
  if (!prepared.ok) {
    const outcome = { type: 'failed', failure: prepared.error } as const;
    ledger.append(endAs(key, outcome));
    return;
  }
  const files = await context.spec.read();
  const code = await codeAround(
    unit.open_findings,
    currentEvidence(unit),
    ports.workspace,
  );
  const result = await callAgent(context, {
    attempt,
    cwd: prepared.value.cwd,
    answer: 'report',
    prompt: writingBrief(context, {
      unit,
      attempt,
      files,
      prepared: prepared.value,
      code,
    }),
    ...sessionFor(unit, attempt),
  });
  const evidence = await capture(unit, attempt, {
    context,
    prepared: prepared.value,
    result,
  });
  ledger.append(concluded(key, { result, evidence, context }));
}

/**
 * First work starts on the tip; a fix goes on in the folder as it is; work that
 * comes back after its locks were released meets the tip again.
 */
function folderFor(unit: Unit, attempt: Attempt): PrepareRequest {
  const { task_id, assignment } = unit.plan;
  const { writes } = assignment;
  const evidence = currentEvidence(unit);
  if (attempt.role === 'implement' || evidence === null) {
    return { task_id, from: 'fresh', evidence: null, writes };
  }
  const previous = unit.attempts.at(-2);
  const isSameHold =
    previous?.status === 'ended' && previous.outcome.type === 'succeeded';
  const from =
    attempt.role === 'integrate' || !isSameHold || unit.is_accepted
      ? 'merge'
      : 'keep';
  return { task_id, from, evidence, writes };
}

/**
 * A fix goes on in its author's own session. Any other agent starts anew, and
 * so does the author where the last turn of that session did not succeed.
 */
function sessionFor(
  unit: Unit,
  attempt: Attempt,
): Pick<AgentRequest, 'session_id' | 'prior_usage'> {
  const ended = unit.attempts.filter(
    (earlier): earlier is EndedAttempt =>
      earlier.status === 'ended' && isWritingRole(earlier.role),
  );
  const own = ended.at(-1);
  const canGoOn =
    attempt.role !== 'implement' &&
    own?.backend === attempt.backend &&
    own.outcome.type === 'succeeded';
  if (!canGoOn) {
    return { session_id: null, prior_usage: null };
  }
  const { session_id } = own;
  return {
    session_id,
    prior_usage: addUsage(
      ended.flatMap((earlier) =>
        earlier.session_id === session_id && earlier.usage !== null
          ? [earlier.usage]
          : [],
      ),
    ),
  };
}

async function capture(
  unit: Unit,
  attempt: Attempt,
  {
    context,
    prepared,
    result,
  }: {
    readonly context: LoopContext;
    readonly prepared: Prepared;
    readonly result: AgentResult;
  },
): Promise<Evidence> {
  return context.ports.workspace.capture({
    task_id: unit.plan.task_id,
    role: attempt.role as WritingRole,
    n: attempt.n,
    base: prepared.base,
    writes: unit.plan.assignment.writes,
    files_written: result.files_written ?? [],
  });
}

/** The evidence stays whatever the outcome; the outcome is what the stream says. */
function concluded(
  key: Writing,
  seen: {
    readonly result: AgentResult;
    readonly evidence: Evidence;
    readonly context: LoopContext;
  },
) {
  const { result, evidence, context } = seen;
  const facts = { ...seenOf(result), evidence };
  if (context.signal.aborted) {
    return endAs(key, { type: 'interrupted' }, facts);
  }
  if (result.outcome.type === 'failed') {
    return endAs(key, result.outcome, facts);
  }
  const report = parseAnswer('report', result.outcome.text);
  return endAs(
    key,
    { type: 'succeeded' },
    { ...facts, report: report.ok ? report.value : null },
  );
}
