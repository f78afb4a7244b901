import { systemClock } from '../../adapters/clock/system-clock.ts';
import { followJournal } from '../../adapters/store/follow-journal.ts';
import type { Limits } from '../../engine/limits.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { checkMark } from '../../loop/run-checks.ts';
import type { Event } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import type { NextCommand } from '../../view/next-command.ts';
import type { Liveness } from '../../view/stale.ts';
import { statusCommand, toStatusBoard } from '../../view/status-board.ts';
import type { StatusBoard } from '../../view/status-board.ts';
import type { Io } from '../command.ts';
import { knownLimits } from '../records/known-limits.ts';
import { replay } from '../records/known-run.ts';
import { neverStarted } from '../records/never-started.ts';
import type { Place } from '../records/place.ts';
import { recordedPrices } from '../records/recorded-prices.ts';
import { summaryPlaces } from '../run/tell-end.ts';
import { lookAtLife, lookAtRunner } from './look-at-life.ts';
import type { Runner } from './look-at-life.ts';

/** A run as it stands: what its journal says, and what of it is alive. */
export type RunLook = {
  readonly state: State;
  readonly events: readonly Event[];
  readonly limits: Limits;
  /** ISO time of the look; of the last event where the run has ended. */
  readonly now: string;
  readonly runner: Runner;
  readonly liveness: Liveness;
  readonly board: StatusBoard;
  readonly next: NextCommand;
};

/** Looks at a run as often as asked, reading each event once. */
export type RunWatcher = { readonly look: () => Promise<RunLook> };

/** Opens a run to look at it; reads only. */
export function watchRun(place: Place, io: Io): RunWatcher {
  const { layout } = place;
  const journal = followJournal(layout.journal);
  const events: Event[] = [];
  let state = INITIAL_STATE;
  let limits: Limits | null = null;
  return {
    look: async () => {
      // Before the journal: a run that is gone has written all it ever will.
      const runner = lookAtRunner(layout);
      const added = journal.next();
      state = replay(added, state);
      for (const event of added) events.push(event);
      if (state.run === null) throw neverStarted(place);
      if (limits === null || added.some(isConfig)) {
        limits = await knownLimits(events, io);
      }
      return lookOf({ place, io, state, events, limits, runner });
    },
  };
}

const isConfig = ({ type }: Event): boolean => type === 'config_changed';

async function lookOf(known: {
  readonly place: Place;
  readonly io: Io;
  readonly state: State;
  readonly events: readonly Event[];
  readonly limits: Limits;
  readonly runner: Runner;
}): Promise<RunLook> {
  const { place, io, state, events, limits, runner } = known;
  const now =
    state.finished === null ? systemClock.now() : (state.updated_at ?? '');
  const liveness = await lookAtLife(state, runner);
  return {
    ...{ state, events, limits, now, runner, liveness },
    board: toStatusBoard({
      ...{ state, limits, now, liveness },
      checkMark: (id) => checkMark(state, id),
    }),
    next: statusCommand(state, liveness.runner, {
      ...summaryPlaces(place, io),
      now,
      limits,
      prices: recordedPrices(events),
    }),
  };
}
