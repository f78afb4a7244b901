import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { UserError } from '../../model/user-error.ts';
import { createSpecReader } from '../../loop/spec-reader.ts';
import { createTicker } from '../../loop/ticker.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { Io } from '../command.ts';
import type { SyncOptions } from '../option-tables.ts';
import { holdRecords } from '../records/hold-records.ts';
import { readKnownRun } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { readSettings } from '../settings/read-settings.ts';
import { lookAtDocuments } from './look-at-documents.ts';
import type { DocumentsLook } from './look-at-documents.ts';
import { takeStep } from './take-step.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/**
 * Writes state file, pulse, parsed tasks and the boxes of tasks.md anew from
 * the journal, with what a person edited since taken over; starts nothing.
 */
export async function syncDocuments(
  options: SyncOptions,
  io: Io,
): Promise<ExitCode> {
  const settings = await readSettings(options, io);
  const place = await openPlace(settings);
  const known = readKnownRun(place.layout);
  if (known.run === null) {
    const { base } = await prepareRun(settings, io, { needsAgents: false });
    // A state file without a journal: the journal is what has to be made first.
    if (base !== null) return takeStep('init', options, io);
    throw new UserError(`${place.layout.specPath} was never started.`, {
      hint: `orchestration-loop init ${place.flags.join(' ')}`,
    });
  }
  const look = await lookAtDocuments(known, { place, settings, io });
  if (options.dryRun !== true) {
    await holdRecords({ place, options, io }, async (ledger) => {
      const onWarning = (text: string): void => {
        io.stderr.write(`${oneLine(text)}\n`);
      };
      const spec = createSpecReader(place.specFolder, {
        onSpec: () => undefined,
        onWarning,
      });
      const ticker = createTicker(place.specFolder, { spec, onWarning });
      ticker.all(ledger.state());
      await ticker.flush();
    });
  }
  io.stdout.write(
    options.json === true
      ? toJsonText(look)
      : syncText(look, options.dryRun === true),
  );
  return EXIT_CODES.complete;
}

function syncText(
  { documents, boxes, edited }: DocumentsLook,
  isDryRun: boolean,
): string {
  const written = isDryRun ? 'would be written' : 'written';
  return [
    ...edited.map((id) => `${id}: an edit of AGENT_STATE.json is taken over`),
    ...documents.map(
      ({ path, is_right }) => `${path}: ${is_right ? 'was right' : written}`,
    ),
    ...(boxes.length === 0 ? ['tasks.md: was right'] : boxes),
  ]
    .map((line) => `${oneLine(line)}\n`)
    .join('');
}
