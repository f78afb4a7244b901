import type { Limits } from '../../engine/limits.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { PlannedUnit, Unit } from '../../model/unit.ts';
import type { PlanLimits } from '../../simulation/equal-tasks.ts';
import type { Play } from '../../simulation/play.ts';
import { collisionsOf, criticalPathOf, edgesOf } from './plan-graph.ts';
import type { PlanCollision, PlanEdge } from './plan-graph.ts';
import { compareJobs, estimatePlan, paceOf } from './plan-estimate.ts';
import type { JobsEstimate, PlanEstimate } from './plan-estimate.ts';
import { isSettled } from '../status-look.ts';

/** A plan before it runs, or what is left of it: what a person is asked to agree to. */
export type PlanOverview = {
  /** The run as its next start finds it. */
  readonly state: State;
  /** What it may use, as far as that is known. */
  readonly limits: Limits;
  /** Units that are not completed or canceled, in file order. */
  readonly open: readonly Unit[];
  /** How many are. */
  readonly settled: number;
  readonly collisions: readonly PlanCollision[];
  readonly estimate: PlanEstimate;
};

/** The same with what only `plan` shows. */
export type FullPlanOverview = PlanOverview & {
  readonly edges: readonly PlanEdge[];
  readonly critical_path: readonly TaskId[];
  /** Null for a plan that is too large to be played for each number. */
  readonly by_jobs: JobsEstimate | null;
  /** Milliseconds a task took so far; null where nothing is finished. */
  readonly pace_ms: number | null;
};

/** Looks at the plan that a play begins with. */
export function toPlanOverview(begin: Play, known: PlanLimits): PlanOverview {
  const { state } = begin;
  const limits = { ...known, isDraining: false };
  const open = state.units.filter(({ status }) => !isSettled(status));
  return {
    ...{ state, limits, open },
    settled: state.units.length - open.length,
    collisions: collisionsOf(plansOf(open), {
      foldCase: state.run?.folds_case === true,
    }),
    estimate: estimatePlan(begin, known),
  };
}

/** The same with everything that takes longer to find out. */
export function toFullPlanOverview(
  begin: Play,
  known: PlanLimits,
): FullPlanOverview {
  const overview = toPlanOverview(begin, known);
  const plans = plansOf(overview.open);
  return {
    ...overview,
    edges: edgesOf(plans),
    critical_path: criticalPathOf(plans),
    by_jobs: compareJobs(begin, known),
    pace_ms: paceOf(begin.state),
  };
}

/** What was planned for some units. */
export const plansOf = (units: readonly Unit[]): readonly PlannedUnit[] =>
  units.map(({ plan }) => plan);
