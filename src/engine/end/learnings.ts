import type { State } from '../../model/state.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { isReusable, matterOf, onOneLine } from './reusable.ts';
import type { Situation } from '../situation.ts';

/** One thing agents learned, said once. */
export type Learned = {
  /** One line of Markdown. */
  readonly text: string;
  /** Files of the units that learned it. */
  readonly files: readonly string[];
  /** Whether it says something to whoever works here next. */
  readonly is_reusable: boolean;
};

/** What the agents of completed units say they learned, merged, in the order of the units. */
export function learningsOf({ units }: State): readonly Learned[] {
  const ids = units.flatMap(({ plan }) => [
    plan.task_id,
    ...plan.subtasks.map(({ task_id }) => task_id),
  ]);
  const merged = new Map<string, Learned>();
  for (const unit of units) {
    const files = currentEvidence(unit)?.files_changed ?? [];
    for (const said of saidBy(unit)) {
      const text = onOneLine(said);
      const matter = matterOf(text);
      if (matter === '') continue;
      const known = merged.get(matter);
      merged.set(matter, {
        text: known?.text ?? text,
        files: [...new Set([...(known?.files ?? []), ...files])],
        is_reusable: known?.is_reusable ?? isReusable(said, ids),
      });
    }
  }
  return [...merged.values()];
}

/** Whether something is to be put into the repository. A shared folder is not written to. */
export const areLearningsDue = ({
  state,
  limits,
}: Pick<Situation, 'state' | 'limits'>): boolean =>
  limits.keepsLearnings &&
  state.run?.isolation === 'worktree' &&
  state.learning.status === 'due' &&
  learningsOf(state).some((each) => each.is_reusable);

function saidBy({ status, attempts }: Unit): readonly string[] {
  if (status !== 'completed') return [];
  return attempts.flatMap((attempt) =>
    attempt.status === 'ended' ? (attempt.report?.learnings ?? []) : [],
  );
}
