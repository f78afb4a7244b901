import { unreachable } from '../../lib/unreachable.ts';
import type { Command } from '../../model/command.ts';
import type { Decision } from '../../model/decision.ts';
import type { EventBody } from '../../model/event.ts';
import { decisionId } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { isOfThisStart } from './aborted.ts';
import { move, record } from '../commands.ts';
import type { Situation } from '../situation.ts';

type Blocked = Extract<Unit, { status: 'blocked' }>;

/** What follows for a blocked unit once the decision that blocks it is answered. */
export function settleAnswer(
  unit: Blocked,
  situation: Situation,
): Command | null {
  const { state } = situation;
  const decision = state.decisions.find(({ id }) => id === unit.freed_by);
  if (decision === undefined) return null;
  if (decision.answer === null) return null;
  if (decision.answer.action === 'abort') {
    return isOfThisStart(decision.answer, state)
      ? null
      : askAgain(unit, decision, situation);
  }
  return decision.kind === 'stuck'
    ? follow(unit, decision.answer, state)
    : followEdit(unit, decision, state);
}

/** `abort` stops one start: the question is open again at the next one. */
function askAgain(
  unit: Blocked,
  decision: Decision,
  { state, now }: Situation,
): Command {
  const id = decisionId(state.decisions.length + 1);
  const { task_id } = unit.plan;
  return record(
    move(unit, unit.resume, `${decision.id} stopped an earlier start`),
    {
      type: 'decision_opened',
      task_id,
      decision: { ...decision, id, created_at: now, answer: null },
    },
    {
      type: 'unit_status',
      task_id,
      from: unit.resume,
      to: 'blocked',
      reason: unit.reason,
      freed_by: id,
    },
  );
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
