import type { Diagnostic } from '../model/diagnostic.ts';
import type { TaskId } from '../model/ids.ts';
import type { Dialect, SpecUnit, Task } from '../model/spec.ts';
import { componentsOf } from './components.ts';
import { edgeMapOf, edgesOf, needsOf } from './edges.ts';
import type { Edge, EdgeMap } from './edges.ts';
import type { TasksRead } from './read-tasks.ts';
import type { UnitContext } from './unit-context.ts';
import { cycleDiagnostics, innerCycles } from './unit-cycles.ts';
import { orderEdges } from './unit-order.ts';
import { cutUnits } from './unit-roots.ts';
import type { UnitDraft } from './unit-roots.ts';

export type Units = {
  readonly units: readonly SpecUnit[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Makes the dispatch units: what is left to do, and what has to be completed before each. */
export function unitsOf(
  read: TasksRead,
  tasks: readonly Task[],
  dialect: Dialect,
): Units {
  const named = new Set(
    read.readings
      .filter(({ item }) => item.draft.head.id?.named === true)
      .map(({ id }) => id),
  );
  const drafts = cutUnits(tasks, named);
  const open = drafts.all.filter((unit) => !unit.isFinished);
  const context: UnitContext = { read, tasks, dialect, drafts, open };
  const stated = edgeMapOf(statedEdges(context));
  const order = orderEdges(context);
  const edges = withoutContradictions(open, stated, order);
  const diagnostics = [
    ...cycleDiagnostics(context, edges),
    ...innerCycles(context),
  ];
  const units = open.map(({ root, tasks: parts }): SpecUnit => {
    const needs = edges.get(root.task_id) ?? new Map<TaskId, string>();
    return {
      task_id: root.task_id,
      tasks: parts.map((task) => task.task_id),
      dependencies: [...needs.keys()],
      why: [...needs].map(([id, why]) => `${id}: ${why}`),
    };
  });
  return { units, diagnostics };
}

/** What tasks and graphs name themselves, lifted to units; nobody waits for what is done. */
function* statedEdges(context: UnitContext): Generator<Edge> {
  const { read, drafts, tasks } = context;
  const done = new Set(
    tasks
      .filter(
        (task) => task.status === 'completed' && task.subtasks.length === 0,
      )
      .map((task) => task.task_id),
  );
  for (const link of read.links) {
    const from = read.ids.get(link.task);
    const to = read.ids.get(link.needs);
    if (from === undefined || to === undefined || done.has(to)) continue;
    const why = `${link.why} (${read.file}:${link.line})`;
    for (const unit of drafts.of(from))
      for (const needs of drafts.of(to))
        if (!unit.isFinished && !needs.isFinished)
          yield { unit: unit.root.task_id, needs: needs.root.task_id, why };
  }
}

/** Where what is stated and what follows from the order contradict each other, the statement wins. */
function withoutContradictions(
  open: readonly UnitDraft[],
  stated: EdgeMap,
  order: readonly Edge[],
): EdgeMap {
  const both = edgeMapOf([...edgesOf(stated), ...order]);
  if (stated.size === 0) return both;
  const nodes = open.map((unit) => unit.root.task_id);
  const knot = new Map<TaskId, number>();
  componentsOf(nodes, needsOf(both)).forEach((component, i) => {
    if (component.length > 1) for (const id of component) knot.set(id, i);
  });
  if (knot.size === 0) return both;
  const kept = order.filter(
    ({ unit, needs }) =>
      knot.get(unit) === undefined || knot.get(unit) !== knot.get(needs),
  );
  return edgeMapOf([...edgesOf(stated), ...kept]);
}
