import { reopen } from '../engine/settle/reopen.ts';
import { revertEnded } from '../engine/settle/revert-ended.ts';
import { unitOf } from '../model/state-access.ts';
import type { LoopContext } from './context.ts';

/**
 * A start finds that units were being taken back when it died: their commits
 * may be gone from the branch while they count as completed. It is done to its
 * end, as the person asked; what was taken back is not taken back again.
 */
export async function finishRevert({
  ledger,
  ports,
}: Pick<LoopContext, 'ledger' | 'ports'>): Promise<void> {
  const state = ledger.state();
  const task = state.reverting ?? null;
  if (task === null) return;
  const moves = reopen(state, task, 'a person');
  const units = moves.ok ? moves.value : [];
  const done = await ports.workspace.revert(
    units.flatMap(({ task_id }) => {
      const { commit } = unitOf(state, task_id);
      return commit === null ? [] : [{ task_id, commit }];
    }),
  );
  ledger.append(revertEnded(task, done), ...(done.ok ? units : []));
}
