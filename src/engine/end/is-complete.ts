import type { State } from '../../model/state.ts';

/** Whether every unit is completed, or canceled by a person. */
export const isComplete = (state: State): boolean =>
  state.is_planned &&
  state.units.every(
    ({ status }) => status === 'completed' || status === 'canceled',
  );
