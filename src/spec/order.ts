import { append } from './append.ts';
import type { Edge } from './edges.ts';
import type { UnitDraft } from './unit-roots.ts';

/** Units that stand together, and what orders them among each other. */
export type Segment = {
  readonly units: readonly UnitDraft[];
  readonly edges: readonly Edge[];
};

/** Segments that may run beside each other, all after the stage before. */
export type Stage = {
  readonly segments: readonly Segment[];
  readonly why: string;
};

/** More edges than this between two stages go through one unit. */
const MAX_PAIRS = 2500;

/**
 * Orders stages one after the other with as few edges as say so: what nothing
 * in a stage waits for is what the next stage's first units wait for.
 */
export function chainStages(stages: readonly Stage[]): Edge[] {
  const edges: Edge[] = [];
  let tails: UnitDraft[] = [];
  for (const { segments, why } of stages) {
    const inner = segments.flatMap((segment) => segment.edges);
    const units = segments.flatMap((segment) => segment.units);
    append(edges, inner);
    if (units.length === 0) continue;
    const waiting = new Set(inner.map((edge) => edge.unit));
    const awaited = new Set(inner.map((edge) => edge.needs));
    const heads = units.filter((unit) => !waiting.has(unit.root.task_id));
    append(edges, between(tails, heads, why));
    tails = units.filter((unit) => !awaited.has(unit.root.task_id));
  }
  return edges;
}

/** Every head after every tail; through the last tail where that would be too many. */
function between(
  tails: readonly UnitDraft[],
  heads: readonly UnitDraft[],
  why: string,
): Edge[] {
  const last = tails.at(-1);
  if (last === undefined) return [];
  const edge = (unit: UnitDraft, needs: UnitDraft): Edge => ({
    unit: unit.root.task_id,
    needs: needs.root.task_id,
    why,
  });
  if (tails.length * heads.length <= MAX_PAIRS)
    return heads.flatMap((unit) => tails.map((needs) => edge(unit, needs)));
  return [
    ...tails.slice(0, -1).map((needs) => edge(last, needs)),
    ...heads.map((unit) => edge(unit, last)),
  ];
}

/** A checkpoint waits for all before it, and what follows waits for the checkpoint. */
export function splitAtCheckpoints(
  units: readonly UnitDraft[],
  isBarrier: (unit: UnitDraft) => boolean,
): UnitDraft[][] {
  const parts: UnitDraft[][] = [[]];
  for (const unit of units) {
    if (isBarrier(unit)) parts.push([unit], []);
    else parts.at(-1)?.push(unit);
  }
  return parts.filter((part) => part.length > 0);
}
