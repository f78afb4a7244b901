import type { Edge } from './edges.ts';
import { chainStages, splitAtCheckpoints } from './order.ts';
import type { Stage } from './order.ts';
import { phaseStages } from './order-phases.ts';
import { sequenceEdges } from './order-sequence.ts';
import { waveStages } from './order-waves.ts';
import type { TasksRead } from './read-tasks.ts';
import type { UnitContext } from './unit-context.ts';
import type { UnitDraft } from './unit-roots.ts';

/** What follows from where the units stand. */
export function orderEdges(context: UnitContext): Edge[] {
  const { open, read, dialect } = context;
  const waveOf = new Map<string, number>();
  read.waves?.forEach((wave, index) => {
    for (const id of wave) if (!waveOf.has(id)) waveOf.set(id, index);
  });
  const states = statesDependencies(context);
  if (read.waves === null && dialect === 'cc-sdd') {
    const all = open.every((unit) => states(unit));
    if (!all || open.some((unit) => unit.root.parallel))
      return sequenceEdges(open, { statesDependencies: states });
    return [];
  }
  const isBarrier = (unit: UnitDraft): boolean =>
    unit.root.checkpoint &&
    !unit.tasks.some((task) => waveOf.has(task.task_id));
  const parts = splitAtCheckpoints(open, isBarrier);
  return chainStages(
    parts.flatMap((part): Stage[] => {
      const why = isBarrierPart(part, isBarrier)
        ? 'checkpoint: waits for everything before it'
        : 'checkpoint: what follows one waits for it';
      return firstWhy(stagesOf(context, part, { waveOf, states }), why);
    }),
  );
}

const isBarrierPart = (
  part: readonly UnitDraft[],
  isBarrier: (unit: UnitDraft) => boolean,
): boolean => part.length === 1 && part.every(isBarrier);

/** The step from one part to the next is the checkpoint's doing. */
const firstWhy = (stages: Stage[], why: string): Stage[] =>
  stages.map((stage, i) => (i === 0 ? { ...stage, why } : stage));

function stagesOf(
  context: UnitContext,
  part: readonly UnitDraft[],
  facts: {
    readonly waveOf: ReadonlyMap<string, number>;
    readonly states: (unit: UnitDraft) => boolean;
  },
): Stage[] {
  const { waveOf, states } = facts;
  const { read, dialect } = context;
  if (waveOf.size > 0) return waveStages(part, waveOf);
  if (dialect !== 'spec-kit' && dialect !== 'openspec')
    return [{ segments: [{ units: part, edges: [] }], why: '' }];
  const sections = new Map(
    read.readings.map(({ id, item }) => [id, item.draft.section]),
  );
  return phaseStages(part, {
    statesDependencies: states,
    sectionOf: (unit) => sections.get(unit.root.task_id) ?? null,
    ordered: dialect === 'spec-kit',
    freeStories: saysStoriesAreFree(read),
  });
}

/** spec-kit's own sentence: stories start together once the foundation stands. */
const saysStoriesAreFree = (read: TasksRead): boolean =>
  read.lines.at.some((line) =>
    /user stories[^.\n]{0,60}(?:in parallel|depend on (?:the )?foundational)|user story \d[^\n]{0,60}can start after (?:the )?foundational/iu.test(
      line,
    ),
  );

function statesDependencies(
  context: UnitContext,
): (unit: UnitDraft) => boolean {
  const stating = new Set(
    context.read.readings
      .filter(({ fields }) => fields.statesDependencies)
      .map(({ id }) => id),
  );
  return (unit) => unit.tasks.some((task) => stating.has(task.task_id));
}
