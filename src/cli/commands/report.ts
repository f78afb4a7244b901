import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandModule } from '../command.ts';
import type { Io } from '../command.ts';
import type { REPORT_OPTIONS } from '../option-tables.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import { deferredTasks } from '../../report/deferred-tasks.ts';
import { summaryText } from '../../report/summary-text.ts';
import { deferredFindings } from '../../view/deferred.ts';
import { knownLimits } from '../run/known-limits.ts';
import { replay } from '../run/known-run.ts';
import { openPlace } from '../run/place.ts';
import type { Place } from '../run/place.ts';
import { readPlaceOptions } from '../run/read-settings.ts';
import { requirementsAt, summaryOf } from '../run/tell-end.ts';

/** What a report is made of. */
type Reported = {
  readonly state: State;
  readonly place: Place;
  readonly io: Io;
};

/** Tells all of a run, in the form that is asked for; never changes anything of the run. */
export const command: CommandModule<typeof REPORT_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const { events } = readJournal(place.layout.journal);
    const state = replay(events);
    if (state.run === null) {
      throw new UserError(`${place.layout.specPath} was never started.`, {
        hint: `orchestration-loop ${place.flags.join(' ')}`,
      });
    }
    const reported = { state, place, io };
    if (options.deferred !== undefined) {
      await give(deferredText(reported), options.deferred, io);
    } else {
      const limits = await knownLimits(events, io);
      const requirements = await requirementsAt(place);
      const summary = summaryOf(state, { place, io, limits, requirements });
      io.stdout.write(summaryText(summary, { isWhole: true }));
    }
    return EXIT_CODES.complete;
  },
};

const deferredText = ({ state, place }: Reported): string =>
  deferredTasks(deferredFindings(state), { spec_path: place.layout.specPath });

/** On stdout, or in a file of its own: what is there is never written over. */
async function give(text: string, file: string | true, io: Io): Promise<void> {
  if (file === true) {
    io.stdout.write(text);
    return;
  }
  const path = resolve(io.cwd, file);
  await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
    throw new UserError(`${file} could not be written: ${String(cause)}`, {
      hint: 'Name a file that is not there yet, in a folder that is.',
    });
  });
  io.stderr.write(`Wrote ${file}.\n`);
}
