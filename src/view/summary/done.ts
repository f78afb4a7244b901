import type { TaskId } from '../../model/ids.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import { isFromTasks } from '../../model/unit.ts';
import type { Unit } from '../../model/unit.ts';
import { endedWork } from '../attempts.ts';
import { subtaskRows } from '../subtasks.ts';
import type { Summary, UnitSummary } from './summary-data.ts';

/** How many tasks of tasks.md are done, and of how many. */
export function countTasks({ units }: State): Summary['tasks'] {
  const statuses = units
    .filter(({ plan, status }) => isFromTasks(plan) && status !== 'canceled')
    .flatMap((unit) => {
      const leaves = subtaskRows(unit).filter(
        ({ children }) => children.length === 0,
      );
      return leaves.length === 0
        ? [unit.status]
        : leaves.map(({ status }) => status);
    });
  return {
    completed: statuses.filter((status) => status === 'completed').length,
    total: statuses.length,
  };
}

/** What was done on a unit, and by whom. */
export function toUnitSummary(unit: Unit): UnitSummary {
  const work = endedWork(unit);
  return {
    task_id: unit.plan.task_id,
    description: unit.plan.description,
    status: unit.status,
    agent:
      work.at(-1)?.backend ??
      unit.reassigned_to ??
      unit.plan.assignment.owner_agent,
    attempts: work.length,
    fixes: work.filter((attempt) => attempt.role === 'fix').length,
    files: currentEvidence(unit)?.files_changed.length ?? 0,
    commit: unit.commit,
    independent_review: unit.reports.at(-1)?.independent_review ?? null,
    verdict: unit.reports.at(-1)?.severity ?? null,
  };
}

/** Files changed, those that most units touched first. */
export function keyFiles(units: readonly Unit[]): Summary['key_files'] {
  const byPath = new Map<string, TaskId[]>();
  for (const unit of units) {
    for (const path of currentEvidence(unit)?.files_changed ?? []) {
      byPath.set(path, [...(byPath.get(path) ?? []), unit.plan.task_id]);
    }
  }
  return [...byPath]
    .map(([path, ids]) => ({ path, units: ids }))
    .toSorted(
      (a, b) => b.units.length - a.units.length || (a.path < b.path ? -1 : 1),
    );
}
