import { systemClock } from '../../adapters/clock/system-clock.ts';
import { dropRequest } from '../../adapters/store/inbox.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { command as commandLine } from '../../view/decisions.ts';
import type { CommandModule } from '../command.ts';
import type { STOP_OPTIONS } from '../option-tables.ts';
import { sayAnswer } from '../answers/say-answer.ts';
import { isHeld } from '../answers/ask-run.ts';
import { readKnownRun } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';

/** Ends a run from another terminal; the next start goes on from there. */
export const command: CommandModule<typeof STOP_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const { layout } = place;
    const { json, kill = false } = options;
    if (!isHeld(layout)) {
      const next =
        readKnownRun(layout).run === null
          ? `It was never started: ${commandLine(place.flags)}`
          : `See how far it is: ${commandLine(['status', ...place.flags])}`;
      const text = `Nothing runs for ${layout.specPath}. ${next}`;
      sayAnswer({ status: 'idle' }, text, { json, io });
      return EXIT_CODES.complete;
    }
    const request = { type: 'stop', kill } as const;
    const said = await dropRequest(layout.inbox, request, {
      clock: systemClock,
      signal: new AbortController().signal,
    });
    const how = kill ? 'agents are ended now' : 'agents get their grace';
    sayAnswer(
      { status: said.status === 'accepted' ? 'accepted' : 'queued' },
      said.status === 'accepted'
        ? `The run is stopping: ${how}, the state is kept.`
        : 'The run did not answer yet; it stops when it can.',
      { json, io },
    );
    return EXIT_CODES.complete;
  },
};
