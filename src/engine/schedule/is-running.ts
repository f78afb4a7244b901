import type { State } from '../../model/state.ts';
import { isBusy } from '../../model/state-access.ts';

/** Whether anything is under way that will report back, the orchestrator aside. */
export const isAnythingRunning = (state: State): boolean =>
  state.integrating !== null ||
  state.is_landing ||
  state.is_taking_baseline ||
  state.gate.is_running ||
  state.learning.status === 'running' ||
  state.run_attempts.some(
    ({ status, role }) => status === 'running' && role !== 'orchestrate',
  ) ||
  state.units.some(isBusy);
