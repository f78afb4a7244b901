import { systemClock } from '../../adapters/clock/system-clock.ts';
import { dropRequest } from '../../adapters/store/inbox.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { command as commandLine } from '../../view/decisions.ts';
import type { CommandModule } from '../command.ts';
import type { STOP_OPTIONS } from '../option-tables.ts';
import { isHeld } from '../answers/ask-run.ts';
import { readKnownRun } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';

/** Ends a run from another terminal; the next start goes on from there. */
export const command: CommandModule<typeof STOP_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const { layout } = place;
    if (!isHeld(layout)) {
      const next =
        readKnownRun(layout).run === null
          ? `It was never started: ${commandLine(place.flags)}`
          : `See how far it is: ${commandLine(['status', ...place.flags])}`;
      io.stdout.write(`Nothing runs for ${layout.specPath}. ${next}\n`);
      return EXIT_CODES.complete;
    }
    const request = { type: 'stop', kill: options.kill === true } as const;
    const said = await dropRequest(layout.inbox, request, {
      clock: systemClock,
      signal: new AbortController().signal,
    });
    io.stdout.write(
      said.status === 'accepted'
        ? 'The run is stopping: agents get their grace, the state is kept.\n'
        : 'The run did not answer yet; it stops when it can.\n',
    );
    return EXIT_CODES.complete;
  },
};
