import { learningsOf } from '../engine/end/learnings.ts';
import type { LoopContext } from './context.ts';

/**
 * Puts what agents learned where the next ones read it. A run that died after
 * the commit finds it by its trailer, and makes no second one.
 */
export async function keepLearnings(context: LoopContext): Promise<void> {
  const { ledger, ports } = context;
  const state = ledger.state();
  const kept = await ports.workspace.keepLearnings({
    learnings: learningsOf(state).filter((each) => each.is_reusable),
    attempt: `learnings-${state.learning.kept.length + 1}`,
  });
  ledger.append({ type: 'learnings_kept', ...kept });
}
