import type { Diagnostic } from '../model/diagnostic.ts';
import type { TaskId } from '../model/ids.ts';
import { cyclesOf } from './cycles.ts';
import { needsOf } from './edges.ts';
import type { EdgeMap } from './edges.ts';
import type { UnitContext } from './unit-context.ts';

/** Units that wait for each other: they still come out, and nothing starts before a person breaks the circle. */
export function cycleDiagnostics(
  context: UnitContext,
  edges: EdgeMap,
): Diagnostic[] {
  const nodes = context.open.map((unit) => unit.root.task_id);
  return cyclesOf(nodes, needsOf(edges)).map((cycle) =>
    cycleDiagnostic(context, cycle),
  );
}

/** Tasks of one unit that wait for each other: no edge is left of it, the mistake is. */
export function innerCycles(context: UnitContext): Diagnostic[] {
  const { read, drafts } = context;
  const needs = new Map<TaskId, TaskId[]>();
  for (const link of read.links) {
    const from = read.ids.get(link.task);
    const to = read.ids.get(link.needs);
    if (from === undefined || to === undefined) continue;
    if (drafts.of(from)[0] !== drafts.of(to)[0]) continue;
    const list = needs.get(from);
    if (list === undefined) needs.set(from, [to]);
    else list.push(to);
  }
  const nodes = [...new Set([...needs.keys(), ...[...needs.values()].flat()])];
  return cyclesOf(nodes, needs).map((cycle) => cycleDiagnostic(context, cycle));
}

function cycleDiagnostic(
  context: UnitContext,
  cycle: readonly TaskId[],
): Diagnostic {
  const first = cycle[0];
  const line = context.tasks.find((task) => task.task_id === first)?.line;
  return {
    code: 'dependency-cycle',
    severity: 'error',
    message: `These tasks wait for each other: ${[...cycle, first].join(' → ')} (each depends on the next).`,
    file: context.read.file,
    line: line ?? null,
    column: null,
  };
}
