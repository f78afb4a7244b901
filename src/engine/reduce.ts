import { unreachable } from '../lib/unreachable.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { Event, EventOf } from '../model/event.ts';
import type { State } from '../model/state.ts';
import { currentEvidence, unitOf } from '../model/state-access.ts';
import { reopenedBy } from './reduce/reduce-backends.ts';
import {
  endAttempt,
  startAttempt,
  withProcess,
} from './reduce/reduce-attempt.ts';
import {
  endAfterAnswer,
  endAfterChange,
  endAfterStart,
  reduceEnd,
} from './reduce/reduce-end.ts';
import { integrate, takeBack } from './reduce/reduce-integration.ts';
import { plan, replan } from './reduce/reduce-plan.ts';
import { changeStatus, reduceUnit } from './reduce/reduce-unit.ts';
import type { UnitEvent } from './reduce/reduce-unit.ts';
import { greenAfter } from './reduce/green-checks.ts';
import { placed } from './reduce/placed.ts';
import { restoreUnit } from './reduce/restored-unit.ts';
import { tickAfter } from './reduce/reduce-tick.ts';
import { withUnit } from './reduce/with-unit.ts';

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
  const tick = tickAfter(state.tick, event);
  return { ...apply(state, event), tick, seq: event.seq, updated_at: event.at };
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
      return moveUnit(state, event);
    case 'attempt_started':
      return startAttempt(state, event);
    case 'attempt_ended':
      return endAttempt(state, event);
    case 'process_started':
    case 'manifest_grown':
    case 'work_taken':
    case 'checks_started':
    case 'checks_ended':
    case 'review_ended':
    case 'findings_opened':
    case 'state_edited':
      return applyToUnit(state, event);
    case 'baseline_started':
    case 'baseline_ended':
      return takeBaseline(state, event);
    case 'integration_started':
    case 'integrated':
    case 'integration_failed':
      return integrate(state, event);
    case 'decision_opened':
      return { ...state, decisions: [...state.decisions, event.decision] };
    case 'decision_answered':
      return { ...answer(state, event), closed: reopenedBy(state, event) };
    case 'final_review_ended':
    case 'gate_started':
    case 'gate_ended':
    case 'learnings_started':
    case 'learnings_kept':
    case 'landing_started':
    case 'landed':
    case 'landing_failed':
      return reduceEnd(state, event);
    case 'unit_restored':
      return withUnit(state, event.task_id, (unit) => restoreUnit(unit, event));
    case 'revert_started':
      return takeBack(state, event.task_id);
    case 'revert_ended':
      return takeBack(state, null);
    case 'config_changed':
    case 'tick_ended':
      return state;
    case 'run_finished':
      return { ...state, finished: event };
    default:
      return unreachable(event);
  }
}

const moveUnit = (
  state: State,
  event: Extract<Event, { type: 'unit_status' }>,
): State =>
  endAfterChange(
    withUnit(state, event.task_id, (unit) => changeStatus(unit, event)),
    event,
  );

/** Facts about one unit that are nothing to anybody's integration or decision. */
type OwnEvent = Exclude<
  UnitEvent,
  { type: 'integrated' | 'integration_failed' | 'decision_answered' }
>;

/** A fact about one unit, and what follows from it for all. */
function applyToUnit(state: State, event: OwnEvent): State {
  if (event.type === 'process_started' && event.task_id === RUN_TASK) {
    return { ...state, run_attempts: withProcess(state.run_attempts, event) };
  }
  const next = withUnit(state, event.task_id, (unit) =>
    reduceUnit(unit, event),
  );
  switch (event.type) {
    case 'checks_ended':
      return isCheckpointRun(next, event)
        ? { ...next, green_checks: greenAfter(state, event.results) }
        : next;
    case 'manifest_grown':
      return placed(next);
    case 'state_edited':
      return placed(
        state.is_planned
          ? next
          : { ...next, draft_edits: [...state.draft_edits, event] },
      );
    default:
      return next;
  }
}

/** A checkpoint's checks run on the integrated tree, and so do those of no other unit without work. */
const isCheckpointRun = (
  state: State,
  event: EventOf<'checks_ended'>,
): boolean => currentEvidence(unitOf(state, event.task_id)) === null;

function takeBaseline(
  state: State,
  event: Extract<Event, { type: 'baseline_started' | 'baseline_ended' }>,
): State {
  if (event.type === 'baseline_started') {
    return { ...state, is_taking_baseline: true };
  }
  const { tree, passed, results } = event;
  return {
    ...state,
    is_taking_baseline: false,
    baseline: { tree, passed, results },
    green_checks: greenAfter(state, results),
  };
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
    resumed_at: at,
    // A person may have logged in since.
    closed: {},
    units: state.units.map((unit) =>
      unit.is_checking || unit.is_taking
        ? { ...unit, is_checking: false, is_taking: false }
        : unit,
    ),
    is_taking_baseline: false,
    is_planning: false,
    integrating: null,
    is_landing: false,
    ...endAfterStart(state),
    landing: state.landing?.type === 'landed' ? state.landing : null,
    finished: null,
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
  const kind = decisions.find(({ id }) => id === event.decision_id)?.kind;
  const answered = endAfterAnswer({ ...state, decisions }, kind, event.answer);
  return event.task_id === RUN_TASK
    ? answered
    : withUnit(answered, event.task_id, (unit) =>
        kind === 'changed' || kind === 'removed'
          ? // It is about the task, not about the work that is there.
            { ...unit, note: event.answer.note }
          : reduceUnit(unit, event),
      );
}
