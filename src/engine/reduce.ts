import { unreachable } from '../lib/unreachable.ts';
import { criticalPath } from '../plan/graph.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { Event, EventOf } from '../model/event.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { endAttempt, startAttempt } from './reduce-attempt.ts';
import { MAX_FIX_ATTEMPTS, newUnit } from './initial-state.ts';
import { changeStatus, reduceUnit } from './reduce-unit.ts';
import { withUnit } from './with-unit.ts';

/**
 * The next state: the sum of all facts up to this one. It never chooses
 * anything; a fact that contradicts the state is a bug and throws.
 */
export function reduce(state: State, event: Event): State {
  if (event.seq !== state.seq + 1) {
    throw new Error(
      `Internal error: event ${event.seq} after event ${state.seq}`,
    );
  }
  return { ...apply(state, event), seq: event.seq, updated_at: event.at };
}

function apply(state: State, event: Event): State {
  switch (event.type) {
    case 'run_started':
      return startRun(state, event);
    case 'planning_started':
      return { ...state, is_planning: true };
    case 'plan_ready':
      return plan(state, event);
    case 'plan_changed':
      return replan(state, event);
    case 'unit_status':
      return withUnit(state, event.task_id, (unit) =>
        changeStatus(unit, event),
      );
    case 'attempt_started':
      return startAttempt(state, event);
    case 'attempt_ended':
      return endAttempt(state, event);
    case 'checks_started':
    case 'checks_ended':
    case 'review_ended':
    case 'findings_opened':
    case 'state_edited':
      return withUnit(state, event.task_id, (unit) => reduceUnit(unit, event));
    case 'integration_started':
      return { ...state, integrating: event.task_id };
    case 'integrated':
      return {
        ...withUnit(state, event.task_id, (unit) => reduceUnit(unit, event)),
        integrating: null,
        // What landed before does not have this.
        landing: null,
      };
    case 'integration_failed':
      return {
        ...withUnit(state, event.task_id, (unit) => reduceUnit(unit, event)),
        integrating: null,
      };
    case 'decision_opened':
      return { ...state, decisions: [...state.decisions, event.decision] };
    case 'decision_answered':
      return answer(state, event);
    case 'landing_started':
      return { ...state, is_landing: true, landing: null };
    case 'landed':
    case 'landing_failed':
      return { ...state, is_landing: false, landing: event };
    case 'config_changed':
      return state;
    case 'run_finished':
      return { ...state, finished: event };
    default:
      return unreachable(event);
  }
}

/** A start: what only lived in the dead process's memory is forgotten. */
function startRun(
  state: State,
  event: Extract<Event, { type: 'run_started' }>,
): State {
  const { type: _type, resumed: _resumed, seq: _seq, at, ...run } = event;
  return {
    ...state,
    run,
    started_at: state.started_at ?? at,
    units: state.units.map((unit) =>
      unit.is_checking ? { ...unit, is_checking: false } : unit,
    ),
    is_planning: false,
    integrating: null,
    is_landing: false,
    landing: state.landing?.type === 'landed' ? state.landing : null,
    finished: null,
  };
}

/** Units keep their place and their history; new ones come after them. */
function replan(
  state: State,
  event: Extract<Event, { type: 'plan_changed' }>,
): State {
  const changed = new Map(event.changed.map((unit) => [unit.task_id, unit]));
  const [first] = state.units;
  const units = [
    ...state.units.map((unit) => ({
      ...unit,
      plan: changed.get(unit.plan.task_id) ?? unit.plan,
    })),
    ...event.added.map((unit) =>
      newUnit(unit, {
        createdAt: event.at,
        maxFixAttempts: first?.max_fix_attempts ?? MAX_FIX_ATTEMPTS,
      }),
    ),
  ];
  return { ...state, ...placesOf(units), units };
}

/** Where each unit stands, and how long the path behind it is. */
function placesOf(units: readonly Unit[]): Pick<State, 'index' | 'paths'> {
  return {
    index: new Map(units.map(({ plan }, place) => [plan.task_id, place])),
    paths: criticalPath(
      units.map(({ plan: { task_id, subtasks, dependencies } }) => ({
        id: task_id,
        weight: 1 + subtasks.length,
        dependencies,
      })),
    ),
  };
}

function plan(
  state: State,
  event: EventOf<'plan_ready'> & { readonly at: string },
): State {
  const units = event.units.map((unit) =>
    newUnit(unit, {
      createdAt: event.at,
      maxFixAttempts: event.max_fix_attempts,
    }),
  );
  return {
    ...state,
    is_planning: false,
    is_planned: true,
    assigned_by: event.assigned_by,
    plan_notes: event.notes,
    window_mapping: event.window_mapping,
    units,
    ...placesOf(units),
  };
}

function answer(
  state: State,
  event: Extract<Event, { type: 'decision_answered' }>,
): State {
  const decisions = state.decisions.map((decision) =>
    decision.id === event.decision_id
      ? { ...decision, answer: event.answer }
      : decision,
  );
  const answered = { ...state, decisions };
  return event.task_id === RUN_TASK
    ? answered
    : withUnit(answered, event.task_id, (unit) => reduceUnit(unit, event));
}
