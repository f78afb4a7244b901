import type { CommandModule } from '../command.ts';
import type { RUN_OPTIONS } from '../option-tables.ts';
import { canAsk, isTerminal } from '../is-terminal.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { planOf } from '../run/say-plan.ts';
import { readSettings } from '../settings/read-settings.ts';
import { startRun } from '../run/start-run.ts';

/** Runs a spec to completion, or goes on where it stopped. */
export const command: CommandModule<typeof RUN_OPTIONS> = {
  run: async ({ options }, io) => {
    const settings = await readSettings(options, io);
    if (options.dryRun === true) {
      io.stdout.write(planOf(await prepareRun(settings, io), settings));
      return EXIT_CODES.complete;
    }
    const isAsked = canAsk(io);
    return startRun(
      settings,
      {
        asks: isAsked && options.yes !== true,
        json: options.json === true,
        tmux: options.tmux,
        live:
          isAsked &&
          isTerminal(io.stdout) &&
          options.noUi !== true &&
          options.json !== true &&
          (io.env['CI'] ?? '') === '',
      },
      io,
    );
  },
};
