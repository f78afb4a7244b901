import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import { plainSettings } from '../../adapters/config/settings.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { UserError } from '../../model/user-error.ts';
import { parseKnownState } from '../../schema/parse-original-state.ts';
import type { Io } from '../command.ts';
import type { RunOptions, StateOptions } from '../option-tables.ts';
import { findRunHere } from './find-run-here.ts';
import { openPlace } from '../records/place.ts';
import type { PlaceSettings } from '../records/place.ts';
import { defaultJobs } from './settings.ts';
import type { RunSettings } from './settings.ts';

/** Which spec is meant: by its folder, by its state file, or by where somebody is. */
export function readPlaceOptions(options: StateOptions, io: Io): PlaceSettings {
  const here = io.cwd;
  const workdir = resolve(here, options.workdir ?? '.');
  const output = options.output ?? null;
  if (options.spec !== undefined) {
    return { workdir, here, output, spec: options.spec };
  }
  if (options.state === undefined) {
    return { ...findRunHere(here, options.workdir), here, output };
  }
  const file = resolve(here, options.state);
  return {
    ...{ workdir, here },
    spec: specOf(file),
    output: options.output ?? relative(workdir, dirname(file)),
  };
}

/** Everything a run is started with, wherever each value was said. */
export async function readSettings(
  options: RunOptions,
  io: Io,
): Promise<RunSettings> {
  const place = readPlaceOptions(options, io);
  const { layout } = await openPlace(place);
  const { settings, diagnostics } = loadConfig({
    workdir: layout.workdir,
    flags: options,
    env: io.env,
    recorded: readRecorded(readJournal(layout.journal).events),
    defaultJobs: defaultJobs(),
  });
  for (const { message } of diagnostics) {
    io.stderr.write(`warning: ${message}\n`);
  }
  return { ...plainSettings(settings), ...place, sourced: settings };
}

function specOf(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read.`, {
      hint: 'Name the spec with --spec PATH instead.',
      cause: error,
    });
  }
  const parsed = parseKnownState(text, file);
  if (parsed.ok) return parsed.value.state.spec_path;
  const lines = parsed.error.map(
    ({ line, column, message }) =>
      `  ${file}:${line ?? 1}:${column ?? 1}: ${message}`,
  );
  throw new UserError(`${file} is not valid:\n${lines.join('\n')}`, {
    hint: 'Nothing was changed. Name the spec with --spec PATH instead.',
  });
}
