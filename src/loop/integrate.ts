import { checkFindings } from '../engine/checks/check-findings.ts';
import { conflictFinding } from '../engine/review/take-work.ts';
import type { CheckResult, CheckRun } from '../model/check.ts';
import type { TaskId } from '../model/ids.ts';
import { currentEvidence, currentWork, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import type { Integration } from '../ports/workspace.ts';
import type { LoopContext } from './context.ts';
import { checkTree, withSecondTry } from './run-checks.ts';

/**
 * Puts a unit's accepted work on the integration branch. What would become the
 * tip is checked first; work that was checked on that very tree is not checked
 * twice.
 */
export async function integrate(
  task: TaskId,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const unit = unitOf(ledger.state(), task);
  const evidence = currentEvidence(unit);
  if (evidence === null) {
    ledger.append({ type: 'integrated', task_id: task, commit: null });
    return;
  }
  const integration = await ports.workspace.integrate({
    task_id: task,
    evidence,
    attempt: currentWork(unit)?.attempt_id ?? `${task}/${unit.taken?.by ?? ''}`,
    title: unit.plan.description,
    requirements: unit.plan.requirements,
  });
  await conclude(unit, integration, context);
  if (unitOf(ledger.state(), task).is_integrated) {
    await ports.workspace.release(task);
  }
}

async function conclude(
  unit: Unit,
  integration: Integration,
  context: LoopContext,
): Promise<void> {
  const { ledger } = context;
  const { task_id } = unit.plan;
  if (integration.type === 'conflict') {
    const findings = integration.files.map(conflictFinding);
    ledger.append({ type: 'integration_failed', task_id, findings });
    return;
  }
  if (integration.type === 'already') {
    const { commit } = integration;
    ledger.append({ type: 'integrated', task_id, commit });
    return;
  }
  const red = await redOnCandidate(unit, integration, context);
  if (context.signal.aborted) return;
  if (red.length > 0) {
    const findings = checkFindings(red);
    ledger.append({ type: 'integration_failed', task_id, findings });
    return;
  }
  await integration.accept();
  ledger.append({ type: 'integrated', task_id, commit: integration.commit });
}

/** What the checks hold against the candidate; they run only where they have not seen its tree. */
async function redOnCandidate(
  unit: Unit,
  { cwd, tree }: Extract<Integration, { readonly type: 'candidate' }>,
  context: LoopContext,
): Promise<readonly CheckResult[]> {
  const hasChecks = context.settings.checks.length > 0;
  if (!hasChecks || unit.is_accepted) return [];
  const { task_id } = unit.plan;
  const place = { task_id, cwd, tree };
  const known = unit.checks.findLast((run) => run.tree === tree) ?? null;
  const first = known ?? (await checkTree(place, context));
  const { run, judgement } = await withSecondTry(
    first,
    { place, unit },
    context,
  );
  if (context.signal.aborted) return [];
  if (known === null || isRunAgain(known, run)) {
    context.ledger.append({ type: 'checks_ended', task_id, ...run });
  }
  return judgement.failed;
}

const isRunAgain = (before: CheckRun, now: CheckRun): boolean =>
  now.results.some(({ runs }, place) => runs !== before.results[place]?.runs);
