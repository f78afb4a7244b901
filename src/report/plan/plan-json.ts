import { mustRunAlone } from '../../engine/schedule/readiness.ts';
import { weightOf } from '../../engine/reduce/weight.ts';
import type { RoleName } from '../../model/config.ts';
import type { Isolation } from '../../model/event.ts';
import type { Resources } from '../../model/resource.ts';
import type { Unit } from '../../model/unit.ts';
import type { Explanation } from '../../view/plan/explain-plan.ts';
import type { FullPlanOverview } from '../../view/plan/plan-overview.ts';
import { toJsonText } from '../lines/ndjson.ts';

/** What a plan is run with, beside its units. */
export type PlanSettings = {
  readonly jobs: number;
  readonly isolation: Isolation;
  readonly target_branch: string | null;
  readonly checks: readonly { readonly name: string; readonly run: string }[];
  readonly roles: Readonly<Record<RoleName, readonly string[]>>;
  readonly resources: Resources;
  readonly permissions: readonly string[];
  readonly notes: readonly string[];
};

export type PlanJsonData = {
  readonly spec_path: string;
  readonly overview: FullPlanOverview;
  readonly settings: PlanSettings;
  /** The units that were asked about; null = nobody asked. */
  readonly explanations: readonly Explanation[] | null;
};

/** The plan for programs: one object, as references/plan-schema.json has it. */
export const planJson = (data: PlanJsonData): string =>
  toJsonText(toPlanDocument(data));

/** The document before it is text. Lengths and places are in tasks. */
function toPlanDocument(data: PlanJsonData): object {
  const { spec_path, overview, settings, explanations } = data;
  const { estimate, by_jobs } = overview;
  return {
    spec_path,
    settled: overview.settled,
    units: overview.open.map((unit) => toUnit(unit, settings.isolation)),
    edges: overview.edges,
    collisions: overview.collisions,
    critical_path: overview.critical_path,
    never_ready: estimate.never_ready,
    makespan: estimate.makespan,
    at_once: estimate.at_once,
    simulation: by_jobs?.rows ?? [],
    enough_jobs: by_jobs?.enough ?? null,
    pace_ms: overview.pace_ms,
    gantt: estimate.bars.map(({ task_id, from, to, type, wait }) => ({
      ...{ task_id, from, to, type },
      wait: wait && { type: wait.type, text: wait.text },
    })),
    usage: estimate.usage,
    settings,
    ...(explanations === null ? {} : { explanations }),
  };
}

function toUnit(unit: Unit, isolation: Isolation): object {
  const { plan, status } = unit;
  const { assignment } = plan;
  return {
    task_id: plan.task_id,
    line: plan.line,
    description: plan.description,
    status,
    tasks: weightOf(plan),
    requirements: plan.requirements,
    dependencies: plan.dependencies,
    type: assignment.type,
    owner_agent: assignment.owner_agent,
    criticality: assignment.criticality,
    manifest: plan.manifest,
    writes: assignment.writes,
    reads: assignment.reads,
    runs_alone: mustRunAlone(plan, isolation),
    is_optional: plan.is_optional,
    checkpoint: plan.checkpoint,
    manual: plan.manual,
  };
}
