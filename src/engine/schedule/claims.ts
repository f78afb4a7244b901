import { currentEvidence } from '../../model/state-access.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Unit } from '../../model/unit.ts';
import { overlaps } from '../../plan/overlap.ts';
import { awaitsBaseline } from '../checks/baseline.ts';
import type { ResourceHold } from './hold.ts';
import { startsNothing } from '../limits.ts';
import type { Limits } from '../limits.ts';
import { isCheckpointRun } from './next-attempt.ts';
import { isCheckDue, isWriting } from './shared-folder.ts';
import type { Situation } from '../situation.ts';
import type { Survey } from './survey.ts';
import { stepHold } from './step-hold.ts';

/*
 * Resources are taken all at once and given back at the end, so nobody holds
 * one while waiting for another. Who could go on but for a resource comes in
 * file order: a later unit gets only what those before it leave over.
 */

/** Who has each resource, or a right to it: for people. */
export type Holders = ReadonlyMap<string, readonly string[]>;

/** Who uses what right now. */
export function usersOf({ state, limits }: Situation): Map<string, string[]> {
  const users = new Map<string, string[]>();
  if (!hasResources(limits)) return users;
  const checkResources = checkNeeds(limits);
  for (const unit of state.units) {
    const { task_id } = unit.plan;
    if (isWriting(unit)) {
      add(users, claimsOf(unit, { state, limits }), `the agent of ${task_id}`);
    }
    if (unit.is_checking) add(users, checkResources, `checks of ${task_id}`);
  }
  const { integrating, is_taking_baseline, is_landing } = state;
  if (integrating !== null) {
    add(users, checkResources, `the integration of ${integrating}`);
  }
  if (is_taking_baseline) add(users, checkResources, 'the baseline');
  if (is_landing) add(users, checkResources, 'the landing');
  return users;
}

/** Every unit whose next step is free but for a resource, with what it waits for. */
export function findResourceHolds(
  survey: Survey,
): ReadonlyMap<TaskId, ResourceHold> {
  const holds = new Map<TaskId, ResourceHold>();
  const { state, limits } = survey;
  if (!hasResources(limits)) return holds;
  const taken = usersOf(survey);
  // Everybody's red checks are judged by it: it comes before theirs.
  if (isBaselineDue(survey)) {
    add(taken, checkNeeds(limits), 'the baseline, which comes first');
  }
  for (const unit of state.units) {
    const needs = needsOf(unit, survey);
    const hold = lackOf(needs, { taken, limits });
    if (hold !== null) holds.set(unit.plan.task_id, hold);
    // It takes them now, or comes before everybody after it.
    add(taken, needs, `${unit.plan.task_id}, which comes first`);
  }
  return holds;
}

const isBaselineDue = ({ state, limits }: Survey): boolean =>
  !startsNothing(limits) &&
  !state.is_taking_baseline &&
  awaitsBaseline(state, limits);

/** The first of some resources that is used up; null = all can be had. */
export function lackOf(
  needs: readonly string[],
  { taken, limits }: { readonly taken: Holders; readonly limits: Limits },
): ResourceHold | null {
  const name = needs.find(
    (each) => (taken.get(each)?.length ?? 0) >= slotsOf(each, limits),
  );
  return name === undefined
    ? null
    : { type: 'resource', name, on: [...(taken.get(name) ?? [])] };
}

/** What a check names and nobody declared there is one of. */
const slotsOf = (name: string, { resources }: Limits): number =>
  resources[name]?.slots ?? 1;

const hasResources = (limits: Limits): boolean =>
  checkNeeds(limits).length > 0 || Object.keys(limits.resources).length > 0;

/** What a run of the checks takes. */
export const checkNeeds = ({
  hasChecks,
  checkResources,
}: Limits): readonly string[] => (hasChecks ? checkResources : []);

function add(
  holders: Map<string, string[]>,
  names: readonly string[],
  who: string,
): void {
  for (const name of names) {
    const known = holders.get(name);
    if (known === undefined) holders.set(name, [who]);
    else known.push(who);
  }
}

/** What the unit's next step takes, where nothing else keeps it from going on. */
function needsOf(unit: Unit, survey: Survey): readonly string[] {
  const { limits } = survey;
  const isChecks = willCheck(unit, survey);
  if (isChecks ? limits.checkResources.length === 0 : !startsWriting(unit)) {
    return [];
  }
  const needs = isChecks ? limits.checkResources : claimsOf(unit, survey);
  return needs.length === 0 || stepHold(unit, survey) !== null ? [] : needs;
}

const startsWriting = ({ status, plan, take }: Unit): boolean =>
  status === 'fix_required' ||
  (status === 'not_started' &&
    take === null &&
    !plan.manual &&
    plan.assignment.type !== 'review');

/** Whether the unit's next step runs the checks. */
function willCheck(unit: Unit, situation: Situation): boolean {
  if (!situation.limits.hasChecks) return false;
  switch (unit.status) {
    case 'pending_review':
      return isCheckDue(unit);
    case 'final_review':
      return (
        situation.state.integrating === null &&
        !unit.is_integrated &&
        !unit.is_accepted &&
        unit.open_findings.length === 0 &&
        currentEvidence(unit) !== null
      );
    case 'not_started':
      return isCheckpointRun(unit, situation);
    default:
      return false;
  }
}

/** The resources a unit's agent needs while it writes: by its id, or by what it writes. */
export function claimsOf(
  { plan }: Unit,
  { state, limits }: Pick<Situation, 'state' | 'limits'>,
): readonly string[] {
  const foldCase = state.run?.folds_case === true;
  return Object.entries(limits.resources).flatMap(([name, resource]) => {
    const isNamed =
      resource.units.includes(plan.task_id) ||
      resource.writes.some((pattern) =>
        plan.assignment.writes.some((path) =>
          overlaps(pattern, path, { foldCase }),
        ),
      );
    return isNamed ? [name] : [];
  });
}
