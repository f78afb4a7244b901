import { isBusy } from '../model/state-access.ts';
import type { Command } from '../model/command.ts';
import type { State } from '../model/state.ts';
import { dispatch } from './dispatch.ts';
import { finish } from './finish.ts';
import { settlePlan } from './settle-plan.ts';
import { settle } from './settle.ts';
import type { Situation } from './situation.ts';

/**
 * The next thing to do, or null when there is nothing until something ends or
 * a pause is over. One command at a time: each changes what is true for the
 * next, so nothing is ever given out twice.
 */
export function decide(situation: Situation): Command | null {
  const { state } = situation;
  if (state.run === null || state.finished !== null) return null;
  if (!state.is_planned) return settlePlan(situation);
  for (const unit of state.units) {
    const command = settle(unit, situation);
    if (command !== null) return command;
  }
  return dispatch(situation) ?? finish(situation);
}

/** Whether anything is under way that will report back. */
export const isAnythingRunning = (state: State): boolean =>
  state.integrating !== null ||
  state.is_landing ||
  state.run_attempts.some(({ status }) => status === 'running') ||
  state.units.some(isBusy);
