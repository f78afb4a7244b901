import { resolve } from 'node:path';
import { runProcess } from '../../adapters/process/run-process.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import {
  findStoredRun,
  listStoredRuns,
  type StoredRun,
  type StoreOptions,
} from '../../adapters/workspace/stored-runs.ts';
import type { Io } from '../command.ts';
import type { CleanOptions } from '../option-tables.ts';
import { openPlace } from '../run/place.ts';
import { readPlaceOptions } from '../run/read-settings.ts';
import { defaultJobs } from '../run/settings.ts';

/** The worktrees that were asked about, and how to look into them. */
export type FoundRuns = {
  readonly runs: readonly StoredRun[];
  readonly store: StoreOptions;
};

const storeFor = (workdir: string, io: Io): StoreOptions => {
  const { settings } = loadConfig({
    workdir,
    flags: {},
    env: io.env,
    recorded: readRecorded([]),
    defaultJobs: defaultJobs(),
  });
  return {
    worktreesDir: settings.worktreesDir.value,
    env: io.env,
    execGit: runProcess,
  };
};

/** Finds the worktrees of one spec, or of all that are kept in the same place; reads only. */
export async function findRuns(
  options: CleanOptions,
  io: Io,
): Promise<FoundRuns> {
  if (options.all === true) {
    const store = storeFor(resolve(io.cwd, options.workdir ?? '.'), io);
    return { runs: await listStoredRuns(store), store };
  }
  const { layout } = await openPlace(readPlaceOptions(options, io));
  const store = storeFor(layout.workdir, io);
  const { workdir, slug } = layout;
  const run = await findStoredRun({ ...store, workdir, slug });
  return { runs: run === null ? [] : [run], store };
}
