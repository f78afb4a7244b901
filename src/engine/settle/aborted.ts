import type { DecisionAnswer } from '../../model/decision.ts';
import type { State } from '../../model/state.ts';

/** Whether an answer was given since the run was last started. */
export const isOfThisStart = (
  { at }: DecisionAnswer,
  { resumed_at }: State,
): boolean => at >= (resumed_at ?? '');

/** A person stopped this start; the next one goes on. */
export const isAborted = (state: State): boolean =>
  state.decisions.some(
    ({ answer }) => answer?.action === 'abort' && isOfThisStart(answer, state),
  );
