import type { LoopContext } from './context.ts';
import { RUN_TASK } from '../model/ids.ts';
import { checkTree } from './run-checks.ts';

/** Puts the complete run on the target branch; what stands in the way is said with the command that helps. */
export async function land(context: LoopContext): Promise<void> {
  const { ledger, ports } = context;
  const landing = await ports.workspace.land({
    check: async (cwd) => {
      const run = await checkTree(RUN_TASK, { cwd, tree: '' }, context);
      return run.passed;
    },
  });
  if (landing.type === 'landed') await commitTicks(context);
  ledger.append(
    landing.type === 'landed'
      ? { type: 'landed', commit: landing.commit, branch: landing.branch }
      : {
          type: 'landing_failed',
          reason: landing.reason,
          command: landing.command,
        },
  );
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
