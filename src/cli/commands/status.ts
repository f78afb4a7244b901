import type { CommandModule } from '../command.ts';
import type { STATE_OPTIONS } from '../option-tables.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { UserError } from '../../model/user-error.ts';
import { toAgentState } from '../../view/agent-state.ts';
import { findWaits } from '../../view/waits.ts';
import { readKnownRun } from '../run/known-run.ts';
import { openPlace } from '../run/place.ts';
import { readPlaceOptions } from '../run/read-settings.ts';
import { tellEnd } from '../run/tell-end.ts';

/** Shows where a run is, whether it runs right now or not; reads only. */
export const command: CommandModule<typeof STATE_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const state = readKnownRun(place.layout);
    if (state.run === null) {
      throw new UserError(`${place.layout.specPath} was never started.`, {
        hint: `orchestration-loop ${place.flags.join(' ')}`,
      });
    }
    if (options.json === true) {
      const agentState = toAgentState(state, findWaits(state));
      io.stdout.write(`${JSON.stringify(agentState, null, 2)}\n`);
    } else tellEnd(state, { place, presentation: { json: false }, io });
    return EXIT_CODES.complete;
  },
};
