import type { CheckRun } from '../model/check.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { LoopContext } from './context.ts';
import { checkTree, withSecondTry } from './run-checks.ts';

/** Puts the complete run on the target branch; what stands in the way is said with the command that helps. */
export async function land(context: LoopContext): Promise<void> {
  const { ledger, ports } = context;
  const seen: CheckRun[] = [];
  const landing = await ports.workspace.land({
    check: async (cwd) => {
      const { run, passed } = await checkMerge(cwd, context);
      seen.push(run);
      return passed;
    },
  });
  // Checks that were ended with the run say nothing about the merge.
  if (context.signal.aborted && landing.type === 'failed') return;
  if (landing.type === 'landed') await commitTicks(context);
  const [run] = seen;
  const checks = run === undefined ? {} : { checks: run };
  ledger.append(
    landing.type === 'landed'
      ? {
          type: 'landed',
          commit: landing.commit,
          branch: landing.branch,
          ...checks,
        }
      : {
          type: 'landing_failed',
          reason: landing.reason,
          command: landing.command,
          ...checks,
        },
  );
}

/** The checks on a merge that nobody has seen yet. */
async function checkMerge(
  cwd: string,
  context: LoopContext,
): Promise<{ readonly run: CheckRun; readonly passed: boolean }> {
  const place = { task_id: RUN_TASK, cwd, tree: '', label: 'landing' };
  const first = await checkTree(place, context);
  const { run, judgement } = await withSecondTry(
    first,
    { place, unit: null },
    context,
  );
  return { run, passed: judgement.passed && !context.signal.aborted };
}

/** The ticks follow what landed; a run that died in between lands again, and ticks again. */
async function commitTicks(context: LoopContext): Promise<void> {
  const { settings, ports, ledger } = context;
  if (!settings.commitTicks) return;
  await context.flushTicks();
  const specPath = ledger.state().run?.spec_path ?? '';
  const note = await ports.workspace.commitTicks(
    `${specPath}/${settings.tasksFile}`,
  );
  if (note !== null) context.listener.onWarning(note);
}
