import { systemClock } from '../../adapters/clock/system-clock.ts';
import { statusCommand } from '../../view/status-board.ts';
import type { Io } from '../command.ts';
import { readKnownRun } from '../records/known-run.ts';
import type { Place } from '../records/place.ts';
import { summaryPlaces } from '../run/tell-end.ts';
import { lifeOf, lookAtRunner } from '../status/look-at-life.ts';

/**
 * What to do once a run was told something: nothing where somebody runs it,
 * else the next question, or the start that goes on with the answers.
 */
export function sayNext(place: Place, io: Io): void {
  const life = lifeOf(lookAtRunner(place.layout));
  if (life !== 'dead') return;
  const { purpose, command } = statusCommand(readKnownRun(place.layout), life, {
    now: systemClock.now(),
    ...summaryPlaces(place, io),
  });
  io.stdout.write(`Next: ${purpose}\n  ${command}\n`);
}
