import { unreachable } from '../../lib/unreachable.ts';
import { isFromTasks } from '../../model/unit.ts';
import type { Decision, DecisionAnswer } from '../../model/decision.ts';
import type { Event, EventOf } from '../../model/event.ts';
import type { Gate, State } from '../../model/state.ts';
import { greenAfter } from './green-checks.ts';

const NO_GATE: Gate = { is_running: false, run: null, is_waived: false };

/** Facts about everything together: its review, its checks, what was learned, its landing. */
export type EndEvent = Extract<
  Event,
  {
    type:
      | 'final_review_ended'
      | 'gate_started'
      | 'gate_ended'
      | 'learnings_started'
      | 'learnings_kept'
      | 'landing_started'
      | 'landed'
      | 'landing_failed';
  }
>;

/** What such a fact changes. */
export function reduceEnd(state: State, event: EndEvent): State {
  switch (event.type) {
    case 'final_review_ended': {
      const reports = [...state.whole_review.reports, event.report];
      const after = state.run_attempts.length;
      return { ...state, whole_review: { status: 'done', reports, after } };
    }
    case 'gate_started':
      return { ...state, gate: { ...NO_GATE, is_running: true } };
    case 'gate_ended': {
      const { tree, passed, results } = event;
      const run = { tree, passed, results };
      const green_checks = greenAfter(state, results);
      return { ...state, gate: { ...NO_GATE, run }, green_checks };
    }
    case 'learnings_started':
      return { ...state, learning: { ...state.learning, status: 'running' } };
    case 'learnings_kept': {
      const { type, commit, files, notes } = event;
      const kept = [...state.learning.kept, { type, commit, files, notes }];
      return { ...state, learning: { status: 'done', kept } };
    }
    case 'landing_started':
      return { ...state, is_landing: true, landing: null };
    case 'landed':
    case 'landing_failed':
      return { ...state, is_landing: false, landing: event };
    default:
      return unreachable(event);
  }
}

/** What was under way when the process died is due again. */
export const endAfterStart = ({
  gate,
  learning,
}: State): Pick<State, 'gate' | 'learning'> => ({
  gate: { ...gate, is_running: false },
  learning:
    learning.status === 'running' ? { ...learning, status: 'due' } : learning,
});

/** What was integrated since, no check has seen together with the rest. */
export const endAfterIntegration = (): Pick<State, 'gate'> => ({
  gate: NO_GATE,
});

/** What a person wants besides is looked at together with the rest once more. */
export function endAfterChange(
  state: State,
  event: EventOf<'plan_changed' | 'unit_status'>,
): State {
  const isWork =
    event.type === 'plan_changed'
      ? [...event.added, ...event.changed].some(isFromTasks)
      : event.to === 'not_started' &&
        (event.from === 'completed' || event.from === 'canceled');
  if (!isWork) return state;
  const { whole_review, learning } = state;
  return {
    ...state,
    gate: NO_GATE,
    learning: { ...learning, status: 'due' },
    whole_review: {
      ...whole_review,
      status: 'due',
      after:
        whole_review.status === 'due'
          ? whole_review.after
          : state.run_attempts.length,
    },
  };
}

/** What a person says to the questions before landing. */
export function endAfterAnswer(
  state: State,
  kind: Decision['kind'] | undefined,
  { action }: DecisionAnswer,
): State {
  const { whole_review } = state;
  if (kind === 'gate') {
    if (action === 'retry') return { ...state, gate: NO_GATE };
    return action === 'accept'
      ? { ...state, gate: { ...state.gate, is_waived: true } }
      : state;
  }
  if (kind !== 'final_review') return state;
  const after = state.run_attempts.length;
  if (action === 'retry') {
    return { ...state, whole_review: { ...whole_review, after } };
  }
  return action === 'accept'
    ? { ...state, whole_review: { ...whole_review, status: 'waived', after } }
    : state;
}
