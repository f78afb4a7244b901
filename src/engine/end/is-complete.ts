import type { State } from '../../model/state.ts';

/** Whether every unit is completed, or canceled by a person. */
export const isComplete = (state: State): boolean =>
  state.is_planned &&
  state.units.every(
    ({ status }) => status === 'completed' || status === 'canceled',
  );

/** Whether nothing of the run is left to do: a step that ended well says nothing about that. */
export const isOver = (state: State): boolean =>
  isComplete(state) &&
  // Half taken back it only looks complete.
  (state.reverting ?? null) === null &&
  state.finished?.exit_code === 0 &&
  state.finished.step === undefined;
