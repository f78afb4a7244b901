import { checkFindings } from '../engine/check-findings.ts';
import { fingerprint } from '../lib/fingerprint.ts';
import type { Evidence } from '../model/attempt.ts';
import type { Finding } from '../model/finding.ts';
import type { TaskId } from '../model/ids.ts';
import { currentWork, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import type { Integration } from '../ports/workspace.ts';
import type { LoopContext } from './context.ts';
import { checkTree } from './run-checks.ts';

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
  const work = currentWork(unit);
  if (work?.evidence == null) {
    ledger.append({ type: 'integrated', task_id: task, commit: null });
    return;
  }
  const integration = await ports.workspace.integrate({
    task_id: task,
    evidence: work.evidence,
    attempt: work.attempt_id,
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
    const findings = integration.files.map(conflict);
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
    ledger.append({ type: 'integration_failed', task_id, findings: red });
    return;
  }
  await integration.accept();
  ledger.append({ type: 'integrated', task_id, commit: integration.commit });
}

async function redOnCandidate(
  unit: Unit,
  candidate: { readonly cwd: string; readonly tree: Evidence['tree'] },
  context: LoopContext,
): Promise<Finding[]> {
  const isKnown = unit.checks.some(
    ({ tree, passed }) => passed && tree === candidate.tree,
  );
  const hasChecks = context.settings.checks.length > 0;
  if (!hasChecks || isKnown || unit.is_accepted) return [];
  const run = await checkTree(unit.plan.task_id, candidate, context);
  return run.passed ? [] : checkFindings(run);
}

const conflict = (file: string): Finding => ({
  fingerprint: fingerprint(['merge', file]),
  severity: 'major',
  description: 'Both this unit and the integrated work changed this file.',
  file,
  line: null,
  source: 'merge',
  said_by: ['merge'],
});
