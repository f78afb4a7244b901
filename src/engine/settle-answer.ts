import { unreachable } from '../lib/unreachable.ts';
import type { Command } from '../model/command.ts';
import type { Decision } from '../model/decision.ts';
import type { EventBody } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import { findUnit } from '../model/state-access.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { move, record } from './commands.ts';
import type { Situation } from './situation.ts';

type Blocked = Extract<Unit, { status: 'blocked' }>;

/** What follows for a blocked unit once what blocked it is settled. */
export function settleAnswer(
  unit: Blocked,
  { state }: Situation,
): Command | null {
  const decision = state.decisions.find(({ id }) => id === unit.freed_by);
  if (decision === undefined) return settleUnit(unit, state);
  if (decision.answer === null) return null;
  return decision.kind === 'stuck'
    ? follow(unit, decision.answer, state)
    : followEdit(unit, decision, state);
}

/** tasks.md was edited: the unit goes on as it was, or starts over as it stands now. */
function followEdit(
  unit: Blocked,
  { id, kind, plan, answer }: Decision,
  state: State,
): Command | null {
  if (answer === null) return null;
  const reason = `${id}: ${answer.action} (${answer.by})`;
  const goesOn =
    answer.action === 'accept' ||
    (kind === 'removed' && answer.action === 'retry');
  if (goesOn) return record(move(unit, unit.resume, reason));
  if (answer.action === 'retry' && plan !== undefined) {
    return record(
      { type: 'plan_changed', added: [], changed: [plan] },
      move(unit, 'not_started', reason),
    );
  }
  return follow(unit, answer, state);
}

/** A finished unit whose task was changed afterwards is done again when a person says so. */
export function settleFinished(
  unit: Unit,
  { state }: Situation,
): Command | null {
  const decision = state.decisions.find(
    ({ kind, task_id, plan, answer }) =>
      kind === 'changed' &&
      task_id === unit.plan.task_id &&
      answer?.action === 'retry' &&
      plan !== undefined &&
      plan.content !== unit.plan.content,
  );
  if (decision?.plan === undefined) return null;
  return record(
    { type: 'plan_changed', added: [], changed: [decision.plan] },
    move(unit, 'not_started', `${decision.id}: done again`),
  );
}

function settleUnit(unit: Blocked, state: State): Command | null {
  const other = findUnit(state, unit.freed_by as TaskId);
  const isFree = other?.status === 'completed' || other?.status === 'canceled';
  return isFree
    ? record(move(unit, unit.resume, `${unit.freed_by} is settled`))
    : null;
}

/**
 * An answer sends the unit back to where locks are taken: they were released
 * while the decision was open, and its work meets the tip again.
 */
function follow(
  unit: Blocked,
  answer: NonNullable<Decision['answer']>,
  state: State,
): Command | null {
  const reason = `${unit.freed_by}: ${answer.action} (${answer.by})`;
  switch (answer.action) {
    case 'retry':
    case 'reassign':
    case 'fixed_by_hand':
      return record(move(unit, 'not_started', reason));
    case 'accept':
      return record(move(unit, 'final_review', reason));
    case 'skip':
      return record(
        move(unit, 'canceled', reason),
        ...needing(unit.plan.task_id, state).map((dependent): EventBody =>
          move(dependent, 'canceled', `needs ${unit.plan.task_id}`),
        ),
      );
    case 'abort':
      return null;
    default:
      return unreachable(answer.action);
  }
}

/** Open units that need this one, directly or through others. */
function needing(id: TaskId, state: State): Unit[] {
  const gone = new Set<TaskId>([id]);
  const found: Unit[] = [];
  for (let grew = true; grew;) {
    grew = false;
    for (const unit of state.units) {
      const { task_id, dependencies } = unit.plan;
      if (gone.has(task_id) || unit.status === 'completed') continue;
      if (!dependencies.some((needed) => gone.has(needed))) continue;
      gone.add(task_id);
      if (unit.status !== 'canceled') found.push(unit);
      grew = true;
    }
  }
  return found;
}
