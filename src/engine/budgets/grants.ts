import type { State } from '../../model/state.ts';
import type { TickAction } from '../../model/tick.ts';
import type { Limits } from '../limits.ts';

/**
 * Whether something that may be done now is done: always, where nobody is
 * asked; in `--mode llm` what the orchestrator asked for in this tick.
 */
export const isGranted = (
  action: TickAction,
  {
    state,
    limits,
  }: { readonly state: State; readonly limits: Pick<Limits, 'orchestration'> },
): boolean =>
  limits.orchestration === undefined || state.tick.granted.includes(action);

/** The orchestrator ended this start; the next one goes on. */
export const isHalted = ({ tick }: State): boolean =>
  tick.granted.includes('halt');
