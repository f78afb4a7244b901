import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/spec.ts';
import type { Edge } from './edges.ts';
import type { Segment, Stage } from './order.ts';
import type { UnitDraft } from './unit-roots.ts';

type Span = {
  readonly unit: UnitDraft;
  readonly first: number;
  readonly last: number;
};

/**
 * Orders units by the waves their open tasks are in. A unit is done in one go,
 * so it starts after every unit that starts in an earlier wave; of two that
 * start together, one that also has tasks in later waves follows the other,
 * which comes first in the file.
 */
export function waveStages(
  units: readonly UnitDraft[],
  waveOf: ReadonlyMap<string, number>,
): Stage[] {
  const byFirst = new Map<number, Span[]>();
  for (const span of spansOf(units, waveOf)) {
    const list = byFirst.get(span.first);
    if (list === undefined) byFirst.set(span.first, [span]);
    else list.push(span);
  }
  return [...byFirst.keys()]
    .sort((a, b) => a - b)
    .map((wave) => ({
      segments: [segmentOf(byFirst.get(wave) ?? [])],
      why: `waves: starts in wave ${wave + 1}, after what starts in earlier ones`,
    }));
}

/** A unit that the graph forgot stays with the one before it in the file. */
function spansOf(
  units: readonly UnitDraft[],
  waveOf: ReadonlyMap<string, number>,
): Span[] {
  let before = 0;
  return units.map((unit) => {
    const waves = wavesIn(unit, waveOf);
    const first = waves.reduce((a, b) => Math.min(a, b), waves[0] ?? before);
    const last = waves.reduce((a, b) => Math.max(a, b), first);
    before = first;
    return { unit, first, last };
  });
}

function wavesIn(
  unit: UnitDraft,
  waveOf: ReadonlyMap<string, number>,
): number[] {
  const of = (task: Task): number[] => {
    const wave = waveOf.get(task.task_id);
    return wave === undefined ? [] : [wave];
  };
  const below = unit.tasks.filter((task) => task !== unit.root);
  const open = below.filter(isOpen).flatMap(of);
  return open.length > 0 ? open : [...of(unit.root), ...below.flatMap(of)];
}

const isOpen = (task: Task): boolean =>
  task.status !== 'completed' && task.status !== 'canceled';

/** One unit with later tasks follows the one before it: the chain says the rest. */
function segmentOf(spans: readonly Span[]): Segment {
  const edges: Edge[] = [];
  let group: TaskId[] = [];
  for (const { unit, first, last } of spans) {
    const name = unit.root.task_id;
    if (last > first) {
      for (const needs of group)
        edges.push({
          unit: name,
          needs,
          why: `waves: has tasks up to wave ${last + 1}, after tasks of wave ${first + 1}`,
        });
      group = [name];
    } else group.push(name);
  }
  return { units: spans.map(({ unit }) => unit), edges };
}
