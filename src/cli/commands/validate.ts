import { EXIT_CODES } from '../../model/exit-codes.ts';
import { printDiagnostics } from '../../report/diagnostics.ts';
import type { CommandModule } from '../command.ts';
import type { VALIDATE_OPTIONS } from '../option-tables.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';
import { validateRun, type Validation } from '../validate/validate-run.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/** Says whether what is kept of a run holds together; all that does not, at once, and exit 1. */
export const command: CommandModule<typeof VALIDATE_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const validation = await validateRun(place, io);
    io.stdout.write(
      options.json === true ? toJsonText(validation) : textOf(validation),
    );
    return validation.ok ? EXIT_CODES.complete : EXIT_CODES.halted;
  },
};

function textOf({ problems, checked, is_running }: Validation): string {
  const running = is_running
    ? 'It is running right now: what was written in the meantime may differ.\n'
    : '';
  const found = `${checked.join(', ')}: ${problems.length} problem${problems.length === 1 ? '' : 's'}\n`;
  return `${printDiagnostics(problems, {})}${running}${found}`;
}
