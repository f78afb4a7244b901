import type { Step } from '../../model/step.ts';
import type { State } from '../../model/state.ts';
import type { TickAction } from '../../model/tick.ts';
import type { Limits } from '../limits.ts';

/** What each step is for; a person who takes it grants that and nothing else. */
const GRANTED_BY: Readonly<Record<Step, readonly TickAction[]>> = {
  init: [],
  assign: ['assign_dispatch'],
  dispatch: ['dispatch_batch'],
  review: ['dispatch_reviews'],
  consolidate: ['consolidate_reviews'],
};

/**
 * Whether something that may be done now is done: always, where nobody is
 * asked; in a step what that is for; in `--mode llm` what the orchestrator
 * asked for in this tick.
 */
export function isGranted(
  action: TickAction,
  {
    state,
    limits,
  }: {
    readonly state: State;
    readonly limits: Pick<Limits, 'orchestration' | 'step'>;
  },
): boolean {
  if (limits.step !== undefined) {
    return GRANTED_BY[limits.step].includes(action);
  }
  return (
    limits.orchestration === undefined || state.tick.granted.includes(action)
  );
}

/** The orchestrator ended this start; the next one goes on. */
export const isHalted = ({ tick }: State): boolean =>
  tick.granted.includes('halt');
