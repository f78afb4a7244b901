import type { Decision, DecisionOption } from '../../model/decision.ts';
import type { EventBody } from '../../model/event.ts';
import { decisionId } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { findUnit, isBusy } from '../../model/state-access.ts';
import { isFromTasks } from '../../model/unit.ts';
import type { PlannedUnit, Unit } from '../../model/unit.ts';

/** A new reading of tasks.md, with the ids that tasks had before. */
export type Reading = {
  /** Units that are still to be done, as they stand there now. */
  readonly open: readonly PlannedUnit[];
  /** All units, as they would be if none of their boxes were ticked. */
  readonly all: readonly PlannedUnit[];
  /** Every task that is there, done or not. */
  readonly present: ReadonlySet<TaskId>;
};

/** What follows from a new reading. */
export type Replan = {
  readonly events: readonly EventBody[];
  /** Some of it has to wait for agents that run: ask again. */
  readonly isPending: boolean;
};

/**
 * New tasks join and changed ones that have not begun are done as they stand
 * now. What has begun and what is gone is a person's to decide: nothing is ever
 * given up because a file was saved half way or a branch was changed.
 */
export function replan(state: State, reading: Reading, now: string): Replan {
  const added = reading.open.filter(
    ({ task_id }) => findUnit(state, task_id) === undefined,
  );
  const open = new Map(reading.open.map((plan) => [plan.task_id, plan]));
  const differing = reading.all.flatMap((plan) => {
    const unit = findUnit(state, plan.task_id);
    return unit === undefined ||
      !isFromTasks(unit.plan) ||
      unit.plan.content === plan.content
      ? []
      : [{ unit, plan: open.get(plan.task_id) ?? plan }];
  });
  const fresh = differing.filter(({ unit }) => hasNotBegun(unit, state));
  const begun = differing.filter(
    ({ unit, plan }) => !hasNotBegun(unit, state) && !isAsked(state, plan),
  );
  const gone = state.units.filter((unit) => isGone(unit, reading.present));
  const asked = begun.filter(({ unit }) => !isBusy(unit));
  const idle = gone.filter((unit) => !isBusy(unit));
  const changed = fresh.map(({ plan }) => plan);
  const first = state.decisions.length + 1;
  return {
    events: [
      ...(added.length + changed.length === 0
        ? []
        : [{ type: 'plan_changed' as const, added, changed }]),
      ...asked.flatMap(({ unit, plan }, place) =>
        askAboutChange(unit, plan, { id: first + place, now }),
      ),
      ...(idle.length === 0
        ? []
        : askAboutGone(idle, { id: first + asked.length, now })),
    ],
    isPending: asked.length < begun.length || idle.length < gone.length,
  };
}

/** Whether nothing was done for a unit yet; one that another unit blocks has only waited. */
const hasNotBegun = (unit: Unit, state: State): boolean =>
  unit.attempts.length === 0 &&
  (unit.status === 'not_started' ||
    (unit.status === 'blocked' &&
      unit.resume === 'not_started' &&
      state.index.has(unit.freed_by as TaskId)));

const isGone = (unit: Unit, present: ReadonlySet<TaskId>): boolean =>
  isFromTasks(unit.plan) &&
  unit.status !== 'completed' &&
  unit.status !== 'canceled' &&
  unit.status !== 'blocked' &&
  !present.has(unit.plan.task_id);

/** The same change is asked about once, whatever the answer was. */
const isAsked = (state: State, plan: PlannedUnit): boolean =>
  state.decisions.some(
    (decision) =>
      decision.kind === 'changed' && decision.plan?.content === plan.content,
  );

type Asking = { readonly id: number; readonly now: string };

function askAboutChange(
  unit: Unit,
  plan: PlannedUnit,
  { id, now }: Asking,
): EventBody[] {
  const { task_id } = unit.plan;
  const isDone = unit.status === 'completed' || unit.status === 'canceled';
  const decision: Decision = {
    id: decisionId(id),
    task_id,
    kind: 'changed',
    plan,
    priority: 'normal',
    context: `tasks.md says something else about ${task_id} since it was ${isDone ? 'done' : 'begun'}: ${plan.description}`,
    options: numbered([
      { action: 'accept', label: 'Leave it as it was' },
      { action: 'retry', label: 'Do it as it stands now' },
      { action: 'abort', label: 'Stop the run' },
    ]),
    created_at: now,
    answer: null,
  };
  return [
    { type: 'decision_opened', task_id, decision },
    ...(isDone || unit.status === 'blocked' ? [] : [block(unit, decision)]),
  ];
}

/** However many are gone at once, it is one question. */
function askAboutGone(
  units: readonly Unit[],
  { id, now }: Asking,
): EventBody[] {
  const ids = units.map(({ plan }) => plan.task_id);
  const [task_id] = ids;
  if (task_id === undefined) return [];
  const decision: Decision = {
    id: decisionId(id),
    task_id,
    kind: 'removed',
    priority: 'normal',
    context: `tasks.md has no ${ids.join(', ')} any more.`,
    options: numbered([
      { action: 'retry', label: 'Do it all the same' },
      { action: 'skip', label: 'Give it up, and what needs it' },
      { action: 'abort', label: 'Stop the run' },
    ]),
    created_at: now,
    answer: null,
  };
  return [
    { type: 'decision_opened', task_id, decision },
    ...units.map((unit) => block(unit, decision)),
  ];
}

const block = (unit: Unit, { id, context }: Decision): EventBody => ({
  type: 'unit_status',
  task_id: unit.plan.task_id,
  from: unit.status,
  to: 'blocked',
  reason: context,
  freed_by: id,
});

const numbered = (
  options: readonly Omit<DecisionOption, 'n'>[],
): DecisionOption[] =>
  options.map((option, place) => ({ n: place + 1, ...option }));
