import type { State } from '../model/state.ts';
import type { Limits } from './limits.ts';

/** What a rule may look at. */
export type Situation = {
  readonly state: State;
  readonly limits: Limits;
  /** ISO time. */
  readonly now: string;
};
