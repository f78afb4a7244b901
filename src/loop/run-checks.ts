import type { CheckRun } from '../model/check.ts';
import type { TaskId } from '../model/ids.ts';
import { slug } from '../lib/slug.ts';
import type { State } from '../model/state.ts';
import { currentEvidence, unitOf } from '../model/state-access.ts';
import type { LoopContext } from './context.ts';

/** Runs the user's checks on the unit's tree, a checkpoint's on the integrated one. */
export async function runChecks(
  task: TaskId,
  context: LoopContext,
): Promise<void> {
  const { ledger, ports } = context;
  const unit = unitOf(ledger.state(), task);
  const evidence = currentEvidence(unit);
  if (evidence === null) {
    const tip = await ports.workspace.tip();
    const run = await checkTree(task, tip, context);
    if (context.signal.aborted) return;
    ledger.append({ type: 'checks_ended', task_id: task, ...run });
    return;
  }
  const prepared = await ports.workspace.prepare(
    { task_id: task, from: 'keep', evidence, readOnly: true },
    { signal: context.signal },
  );
  if (!prepared.ok) {
    throw new Error(`No folder to check ${task} in: ${prepared.error.message}`);
  }
  const where = { cwd: prepared.value.cwd, tree: evidence.tree };
  const run = await checkTree(task, where, context);
  // A check that was ended with the run says nothing about the work.
  if (context.signal.aborted) return;
  ledger.append({ type: 'checks_ended', task_id: task, ...run });
}

/** All checks on one tree, one after the other; all of them, so that one fix can answer all. */
export async function checkTree(
  task: TaskId,
  where: { readonly cwd: string; readonly tree: string },
  context: LoopContext,
): Promise<CheckRun> {
  const { ports, settings, ledger } = context;
  const results = [];
  for (const check of settings.checks) {
    results.push(
      await ports.checks.run(check, {
        cwd: where.cwd,
        task_id: task,
        mark: checkMark(ledger.state(), task),
        signal: context.signal,
        log_name: `${slug(task)}-check-${slug(check.name)}`,
      }),
    );
  }
  return {
    tree: where.tree,
    passed: results.every(({ passed }) => passed),
    results,
  };
}

/** What every process of a unit's checks carries, so that a later start can end them. */
export const checkMark = ({ run }: State, task: TaskId): string =>
  `${run?.run_id ?? ''}:${task}/check`;
