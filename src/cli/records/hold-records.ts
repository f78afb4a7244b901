import { systemClock } from '../../adapters/clock/system-clock.ts';
import { createFolders } from '../../adapters/store/layout.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { acquireLock } from '../../adapters/store/lock.ts';
import { createLedger } from '../../loop/ledger.ts';
import type { Ledger } from '../../loop/ledger.ts';
import { createSpecReader } from '../../loop/spec-reader.ts';
import { createTicker } from '../../loop/ticker.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { Io } from '../command.ts';
import type { RunOptions } from '../option-tables.ts';
import { knownLimits } from './known-limits.ts';
import { knownSecrets } from '../settings/known-secrets.ts';
import type { Place } from './place.ts';
import { readSettings } from '../settings/read-settings.ts';
import { openRecords } from './records.ts';

/**
 * Lets somebody write to a run that nobody holds: under the lock, with what a
 * person edited since written down first. Journal, state file, pulse and the
 * boxes of tasks.md say the same afterwards.
 */
export async function holdRecords<T>(
  held: {
    readonly place: Place;
    /** The flags that name the run. */
    readonly options: RunOptions;
    readonly io: Io;
  },
  act: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { place, options, io } = held;
  const { layout, specFolder } = place;
  const say = (text: string): void => {
    io.stderr.write(`${oneLine(text)}\n`);
  };
  const settings = await readSettings(options, io);
  await using lock = await acquireLock({
    places: layout.locks,
    runId: '',
    clock: systemClock,
  });
  createFolders(layout);
  const { events } = readJournal(layout.journal);
  const limits = await knownLimits(events, io);
  const secrets = knownSecrets(settings, io.env);
  using records = openRecords({ place, lock, secrets, limits, say });
  const spec = createSpecReader(specFolder, {
    onSpec: records.projectSpec,
    onWarning: say,
  });
  // What the documents say of the spec is taken from it as it stands now.
  await spec.read();
  const ticker = createTicker(specFolder, { spec, onWarning: say });
  const begun = records.takeEdits();
  ticker.note(begun.events, begun.state);
  const ledger = createLedger({
    journal: records.journal,
    state: begun.state,
    onEvents: (written, state) => {
      ticker.note(written, state);
      records.project(state);
    },
  });
  try {
    return await act(ledger);
  } finally {
    await ticker.flush();
    await records.flush();
  }
}
