import { RUN_TASK } from '../model/ids.ts';
import type { CheckRun } from '../model/check.ts';
import type { LoopContext } from './context.ts';
import { checkTree } from './run-checks.ts';

/** Nothing is known of what the run started from: every red check counts. */
const UNKNOWN: CheckRun = { tree: '', passed: false, results: [] };

/**
 * Runs the checks on what the run started from. Without a usable folder there
 * is no baseline, which is said and holds nobody up; one that was interrupted
 * is taken again by the next start.
 */
export async function runBaseline(context: LoopContext): Promise<void> {
  const { ledger, ports, signal, listener } = context;
  const folder = await ports.workspace.base({ signal });
  if (!folder.ok) {
    if (signal.aborted) return;
    listener.onWarning(
      `The checks could not be run on what the run started from, so every red check counts: ${folder.error.message}`,
    );
    ledger.append({ type: 'baseline_ended', ...UNKNOWN });
    return;
  }
  const { cwd, tree, release } = folder.value;
  const run = await checkTree(
    { task_id: RUN_TASK, cwd, tree, label: 'baseline' },
    context,
  ).finally(release);
  if (signal.aborted) return;
  ledger.append({ type: 'baseline_ended', ...run });
}
