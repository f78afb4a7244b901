import { RUN_TASK } from '../model/ids.ts';
import type { CheckRun } from '../model/check.ts';
import type { State } from '../model/state.ts';
import type { LoopContext } from './context.ts';
import { checkTree, withSecondTry } from './run-checks.ts';

/**
 * What the checks say about everything together. Where they have seen that very
 * tree already, that counts: the last unit's are mostly just that.
 */
export async function runGate(context: LoopContext): Promise<void> {
  const { ledger, ports, signal } = context;
  await context.flushTicks();
  const { cwd, tree } = await ports.workspace.tip();
  const place = { task_id: RUN_TASK, cwd, tree, label: 'final' };
  const known = checksOf(tree, ledger.state());
  const first = known ?? (await checkTree(place, context));
  const { run } = await withSecondTry(first, { place, unit: null }, context);
  // Checks that were ended with the run say nothing about the work.
  if (signal.aborted) return;
  ledger.append({ type: 'gate_ended', ...run });
}

const checksOf = (tree: string, { units }: State): CheckRun | null =>
  units
    .flatMap(({ checks }) => checks)
    .findLast((run) => run.tree === tree && run.results.length > 0) ?? null;
