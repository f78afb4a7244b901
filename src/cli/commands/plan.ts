import type { CommandModule } from '../command.ts';
import type { PLAN_OPTIONS } from '../option-tables.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { readSettings } from '../run/read-settings.ts';
import { planOf } from '../run/say-plan.ts';

/** Shows who would do what; starts nothing and writes nothing. */
export const command: CommandModule<typeof PLAN_OPTIONS> = {
  run: async ({ options }, io) => {
    const settings = await readSettings({ ...options, allowDirty: true }, io);
    const prepared = await prepareRun(settings, io, {
      needsAgents: false,
    });
    io.stdout.write(
      options.json === true
        ? `${JSON.stringify(prepared.draft, null, 2)}\n`
        : planOf(prepared, settings),
    );
    return EXIT_CODES.complete;
  },
};
