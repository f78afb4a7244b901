import type { Command } from '../../model/command.ts';
import type { State } from '../../model/state.ts';
import { awaitsBaseline } from './baseline.ts';
import { startsNothing } from '../limits.ts';
import { resourceHold } from '../schedule/resources.ts';
import type { Situation } from '../situation.ts';

/**
 * What the checks say about what the run started from, asked once and beside
 * the first units: nobody waits for it but a failure, which is judged by it.
 */
export function takeBaseline(situation: Situation): Command | null {
  const { state, limits } = situation;
  if (startsNothing(limits) || state.is_taking_baseline) return null;
  if (!awaitsBaseline(state, limits) || !isAnythingOpen(state)) return null;
  return resourceHold(null, situation) === null
    ? { type: 'run_baseline', events: [{ type: 'baseline_started' }] }
    : null;
}

const isAnythingOpen = ({ units }: State): boolean =>
  units.some(({ status }) => status !== 'completed' && status !== 'canceled');
