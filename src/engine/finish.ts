import type { Command } from '../model/command.ts';
import { EXIT_CODES } from '../model/exit-codes.ts';
import { isBusy } from '../model/state-access.ts';
import type { State } from '../model/state.ts';
import { openDecisions } from './decisions.ts';
import { dispatch } from './dispatch.ts';
import type { Situation } from './situation.ts';
import { nextWake } from './wake.ts';

/**
 * What is left when nothing can start: wait for what runs, wait for a pause to
 * end, land, or end the run. No progress ends it at once.
 */
export function finish(situation: Situation): Command | null {
  const { state, limits } = situation;
  if (state.integrating !== null || state.is_landing) return null;
  if (state.units.some(isBusy)) return null;
  if (isAborted(state)) return end(state, EXIT_CODES.halted, 'aborted');
  if (limits.isDraining && couldGoOn(situation)) return null;
  const asks = openDecisions(state).length > 0;
  if (isComplete(state) && !asks) return land(situation);
  if (nextWake(situation) !== null) return null;
  if (asks) {
    if (limits.waitsForAnswers && !limits.isDraining) return null;
    return end(state, EXIT_CODES.decisions, 'only decisions are left');
  }
  return end(state, EXIT_CODES.halted, 'no unit can go on');
}

/** Whether every unit is completed, or canceled by a person. */
export const isComplete = (state: State): boolean =>
  state.is_planned &&
  state.units.every(
    ({ status }) => status === 'completed' || status === 'canceled',
  );

/** A drained run stops with what it could still do; the next start does it. */
const couldGoOn = (situation: Situation): boolean =>
  (isComplete(situation.state) &&
    openDecisions(situation.state).length === 0) ||
  nextWake(situation) !== null ||
  dispatch({
    ...situation,
    limits: { ...situation.limits, isDraining: false },
  }) !== null;

const isAborted = (state: State): boolean =>
  state.decisions.some(({ answer }) => answer?.action === 'abort') &&
  state.units.some(
    (unit) =>
      unit.status === 'blocked' &&
      state.decisions.some(
        ({ id, answer }) => id === unit.freed_by && answer?.action === 'abort',
      ),
  );

function land({ state, limits }: Situation): Command {
  if (!limits.shouldLand || state.landing?.type === 'landed') {
    return end(state, EXIT_CODES.complete, 'complete');
  }
  if (state.landing?.type === 'landing_failed') {
    return end(state, EXIT_CODES.halted, 'complete, but not landed');
  }
  return { type: 'land', events: [{ type: 'landing_started' }] };
}

function end(state: State, exitCode: number, reason: string): Command {
  return {
    type: 'finish',
    events: [
      {
        type: 'run_finished',
        exit_code: exitCode,
        completed: state.units.filter(({ status }) => status === 'completed')
          .length,
        total: state.units.length,
        landed: state.landing?.type === 'landed',
        reason,
      },
    ],
  };
}
