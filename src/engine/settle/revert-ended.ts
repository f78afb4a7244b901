import type { Result } from '../../lib/result.ts';
import type { EventBody, RevertedUnit } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';

/** What is written down of taking units back, whatever came of it. */
export const revertEnded = (
  task_id: TaskId,
  done: Result<readonly RevertedUnit[], string>,
): EventBody => ({
  type: 'revert_ended',
  task_id,
  reverted: done.ok ? done.value : [],
  problem: done.ok ? null : done.error,
});
