import { cleanRun } from '../../adapters/workspace/clean-run.ts';
import type {
  StoredRun,
  StoreOptions,
} from '../../adapters/workspace/stored-runs.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { UserError } from '../../model/user-error.ts';
import { findRuns } from '../clean/find-runs.ts';
import { findHolder, isFinished, withoutRun } from '../clean/run-state.ts';
import {
  cleanedJson,
  cleanedText,
  freedBytes,
  type Cleaned,
} from '../clean/say-cleaned.ts';
import type { CommandModule } from '../command.ts';
import type { CLEAN_OPTIONS } from '../option-tables.ts';
import { askConsent } from '../consent.ts';
import { canAsk } from '../is-terminal.ts';

/** Removes worktrees that no run needs any more; what lies in them is in refs first. */
export const command: CommandModule<typeof CLEAN_OPTIONS> = {
  run: async ({ options }, io) => {
    const { runs, store } = await findRuns(options, io);
    const dryRun = options.dryRun === true;
    const json = options.json === true;
    const cleaning = { store, withRefs: options.refs === true };
    const planned = await cleanAll(runs, { ...cleaning, dryRun: true });
    refuseOne(planned, options.all === true);
    const asks = !dryRun && !json && options.yes !== true && canAsk(io);
    if (asks && hasWork(planned)) {
      io.stderr.write(cleanedText(planned, { dryRun: true }));
      if (!(await askConsent('Remove?', io))) {
        io.stderr.write('Nothing was removed.\n');
        return EXIT_CODES.halted;
      }
    }
    const done = dryRun
      ? planned
      : await cleanAll(runs, { ...cleaning, dryRun: false });
    refuseOne(done, options.all === true);
    const text = json ? cleanedJson : cleanedText;
    io.stdout.write(text(done, { dryRun }));
    return EXIT_CODES.complete;
  },
};

const hasWork = (runs: readonly Cleaned[]): boolean =>
  freedBytes(runs) > 0 ||
  runs.some(({ refs }) => refs !== null && refs.removed.length > 0);

/** A spec that was named and is in use is an error; among all it is a line. */
function refuseOne(runs: readonly Cleaned[], isAll: boolean): void {
  const refused = runs.find((run) => run.refused !== null)?.refused;
  if (isAll || refused == null) return;
  throw new UserError(`${refused}.`, {
    hint: 'Nothing was removed. Wait for the run, or stop it first.',
  });
}

type Cleaning = {
  readonly store: StoreOptions;
  readonly withRefs: boolean;
  readonly dryRun: boolean;
};

async function cleanAll(
  runs: readonly StoredRun[],
  cleaning: Cleaning,
): Promise<readonly Cleaned[]> {
  const cleaned: Cleaned[] = [];
  for (const run of runs) cleaned.push(await cleanOne(run, cleaning));
  return cleaned;
}

async function cleanOne(
  run: StoredRun,
  { store, withRefs, dryRun }: Cleaning,
): Promise<Cleaned> {
  const { owner } = run;
  const clean = async (): Promise<Cleaned> => ({
    ...(await cleanRun(run, {
      ...store,
      isFinished: owner === null || isFinished(owner),
      withRefs,
      dryRun,
    })),
    refused: null,
  });
  if (owner === null) return clean();
  const holder = findHolder(owner);
  const cleaned =
    holder !== null
      ? { refused: holder }
      : dryRun
        ? await clean()
        : await withoutRun(owner, clean);
  return 'folder' in cleaned
    ? cleaned
    : { ...run, worktrees: [], refs: null, refused: cleaned.refused };
}
