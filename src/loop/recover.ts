import { isWritingRole } from '../model/assignment.ts';
import type { Attempt, Evidence } from '../model/attempt.ts';
import { checkMarks } from './run-checks.ts';
import type { LoopContext } from './context.ts';
import { finishRevert } from './finish-revert.ts';
import { endAs } from './end-attempt.ts';

/**
 * After a start: what a dead run left running is ended, its work kept as a
 * ref, and its attempts are settled as interrupted, which costs them nothing.
 */
export async function recover(context: LoopContext): Promise<void> {
  const { ledger, ports } = context;
  const state = ledger.state();
  const left = [
    ...state.run_attempts,
    ...state.units.flatMap(({ attempts }) => attempts),
  ].filter(({ status }) => status === 'running');
  if (left.length === 0 && state.units.length === 0) return;
  const marks = [...left.map(({ mark }) => mark), ...checkMarks(state)];
  const processes = left.flatMap((attempt) => attempt.process ?? []);
  await ports.agents.reap(marks, processes);
  for (const attempt of left) {
    const evidence = await salvage(attempt, context);
    ledger.append(endAs(attempt, { type: 'interrupted' }, { evidence }));
  }
  await finishRevert(context);
}

async function salvage(
  attempt: Attempt,
  { ledger, ports }: LoopContext,
): Promise<Evidence | null> {
  if (!isWritingRole(attempt.role)) return null;
  const unit = ledger
    .state()
    .units.find(({ plan }) => plan.task_id === attempt.task_id);
  if (unit === undefined || ports.workspace.folder(attempt.task_id) === null) {
    return null;
  }
  return ports.workspace.capture({
    task_id: attempt.task_id,
    role: attempt.role,
    n: attempt.n,
    base: null,
    writes: unit.plan.assignment.writes,
  });
}
