import type { TaskId } from '../model/ids.ts';
import type { Edge } from './edges.ts';
import type { UnitDraft } from './unit-roots.ts';

/** What the sequence rule has to know about a unit beside its tasks. */
export type SequenceFacts = {
  /** Whether the unit names its own dependencies, `none` included. */
  readonly statesDependencies: (unit: UnitDraft) => boolean;
};

/**
 * Order as dependency: a unit waits for all before it, unless it is marked
 * parallel; then it waits for the last one that was not, or only for what it
 * names itself. Parallel units that share a boundary component follow each
 * other.
 */
export function sequenceEdges(
  units: readonly UnitDraft[],
  facts: SequenceFacts,
): Edge[] {
  const edges: Edge[] = [];
  let last: UnitDraft | null = null;
  let run: UnitDraft[] = [];
  let owners = new Map<string, UnitDraft>();
  for (const unit of units) {
    const name = unit.root.task_id;
    if (isParallel(unit)) {
      if (last !== null && !facts.statesDependencies(unit))
        edges.push(
          after(
            name,
            last,
            'order: the last task before it without a parallel mark',
          ),
        );
      for (const component of boundaryOf(unit)) {
        const owner = owners.get(component);
        if (owner !== undefined)
          edges.push(after(name, owner, `boundary: both change ${component}`));
        owners.set(component, unit);
      }
      run.push(unit);
      continue;
    }
    const before = last === null ? run : [...run, last];
    for (const other of before)
      edges.push(
        after(
          name,
          other,
          'order: tasks without a parallel mark follow what stands before them',
        ),
      );
    last = unit;
    run = [];
    owners = new Map();
  }
  return edges;
}

const after = (unit: TaskId, needs: UnitDraft, why: string): Edge => ({
  unit,
  needs: needs.root.task_id,
  why,
});

/** Marked itself, or all of its open leaves are. */
function isParallel(unit: UnitDraft): boolean {
  if (unit.root.parallel) return true;
  const leaves = unit.tasks.filter(
    (task) =>
      task !== unit.root && task.kind === 'task' && task.status !== 'completed',
  );
  return leaves.length > 0 && leaves.every((task) => task.parallel);
}

const boundaryOf = (unit: UnitDraft): Set<string> =>
  new Set(unit.tasks.flatMap((task) => task.boundary));
