import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runProcess } from '../../adapters/process/run-process.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import {
  findBareRun,
  findStoredRun,
  listStoredRuns,
  type StoredRun,
  type StoreOptions,
} from '../../adapters/workspace/stored-runs.ts';
import type { Io } from '../command.ts';
import type { CleanOptions } from '../option-tables.ts';
import { replay } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';
import { defaultJobs } from '../settings/settings.ts';

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
  const run =
    (await findStoredRun({ ...store, workdir, slug })) ??
    (options.refs === true ? await findRefsOf(layout, store) : null);
  return { runs: run === null ? [] : [run], store };
}

/** The run as its journal knows it, where no worktree is left to say whose it was. */
async function findRefsOf(
  { workdir, slug, journal }: Layout,
  store: StoreOptions,
): Promise<StoredRun | null> {
  if (!existsSync(journal)) return null;
  const { run } = replay(readJournal(journal).events);
  if (run === null) return null;
  const { spec_path, target_branch } = run;
  return findBareRun({ ...store, workdir, slug, spec_path, target_branch });
}
