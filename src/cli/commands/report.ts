import type { CommandModule } from '../command.ts';
import type { REPORT_OPTIONS, ReportOptions } from '../option-tables.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { usageError } from '../../model/user-error.ts';
import { deferredTasks } from '../../report/deferred-tasks.ts';
import { summaryText } from '../../report/summary/summary-text.ts';
import { deferredFindings } from '../../view/deferred.ts';
import { flagName } from '../options.ts';
import { FORMS } from '../report/forms.ts';
import { gather } from '../report/gather.ts';
import type { Told } from '../report/gather.ts';
import { giveOnce, giveReport, STDOUT } from '../report/give.ts';
import { replay } from '../records/known-run.ts';
import { neverStarted } from '../records/never-started.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';

/** Tells all of a run, in the forms that are asked for; never changes anything of the run. */
export const command: CommandModule<typeof REPORT_OPTIONS> = {
  run: async ({ options }, io) => {
    refuseTwoOnStdout(options);
    const place = await openPlace(readPlaceOptions(options, io));
    const { events } = readJournal(place.layout.journal);
    const state = replay(events);
    if (state.run === null) {
      throw neverStarted(place);
    }
    await tell({ state, events, place, io }, options);
    return EXIT_CODES.complete;
  },
};

async function tell(told: Told, options: ReportOptions): Promise<void> {
  const { io } = told;
  const asked = formsIn(options);
  if (options.deferred !== undefined) {
    await giveOnce(deferredText(told), options.deferred, io);
    if (asked.length === 0) return;
  }
  const data = await gather(told);
  if (asked.length === 0) {
    io.stdout.write(summaryText(data.summary, { isWhole: true }));
  }
  for (const { make, file } of asked) {
    await giveReport(await make(data, told), file, told);
  }
}

const NAMES = ['html', 'junit', 'sarif', 'md'] as const;

/** The forms that were asked for, in a fixed order. */
const formsIn = (options: ReportOptions) =>
  NAMES.flatMap((name) => {
    const file = options[name];
    const make = FORMS[name];
    return file === undefined || make === undefined ? [] : [{ make, file }];
  });

/** Two forms in one stream are none. */
function refuseTwoOnStdout(options: ReportOptions): void {
  const there: string[] = NAMES.filter((name) => options[name] === STDOUT);
  const { deferred } = options;
  if (deferred === true || deferred === STDOUT) there.push('deferred');
  if (there.length < 2) return;
  throw usageError(
    `${there.map(flagName).join(' and ')} cannot both go to stdout.`,
    'Name a file for all but one.',
  );
}

const deferredText = ({ state, place }: Told): string =>
  deferredTasks(deferredFindings(state), { spec_path: place.layout.specPath });
