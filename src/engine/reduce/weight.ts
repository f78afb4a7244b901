import type { PlannedUnit } from '../../model/unit.ts';

/** How long a unit is taken to be, in tasks: itself and its open subtasks. */
export const weightOf = ({ subtasks }: PlannedUnit): number =>
  1 + subtasks.filter(({ is_done }) => !is_done).length;
