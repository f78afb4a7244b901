import { openSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { parsedSummary } from '../../report/parsed-summary.ts';
import { parsedText } from '../../report/parsed.ts';
import { readSpec } from '../../spec/read-spec.ts';
import type { CommandModule } from '../command.ts';
import type { PARSE_OPTIONS } from '../option-tables.ts';

/** Shows what is read from a spec; `--json` prints what TASKS_PARSED.json holds. */
export const command: CommandModule<typeof PARSE_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const folder = await openSpecFolder(args[0] ?? '.', io.cwd);
    const spec = readSpec(await folder.read());
    io.stdout.write(
      options.json === true ? parsedText(spec) : parsedSummary(spec),
    );
    return EXIT_CODES.complete;
  },
};
