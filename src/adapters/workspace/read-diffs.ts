import { diffBetween } from './capture.ts';
import { findPlace } from './find-place.ts';
import { gitFor } from './git-for.ts';
import type { WorkspaceOptions } from './options.ts';
import { createPool } from './pool.ts';

/** Git processes at once. */
const AT_ONCE = 4;
/** Longest diff that is kept, in characters: a report shows parts of it only. */
const LONGEST = 1_000_000;

/** Two commits, under the name by which their difference is asked for. */
export type DiffRequest<Name> = {
  readonly name: Name;
  readonly from: string;
  readonly to: string;
};

type Options = Pick<
  WorkspaceOptions,
  'workdir' | 'execGit' | 'env' | 'lockWaitMs'
>;

/**
 * What lies between commits of the workdir's repository, for whoever only looks
 * at a run. A commit that is gone, or was never fetched, has no entry; outside
 * of a repository nothing has.
 */
export const readDiffs = async <Name>(
  options: Options,
  requests: readonly DiffRequest<Name>[],
): Promise<ReadonlyMap<Name, string>> => {
  const git = gitFor(options, null);
  const place = await findPlace(git, options.workdir);
  if (place === null) return new Map();
  const { top } = place;
  const pool = createPool(AT_ONCE);
  const found = await Promise.all(
    requests.map(({ name, from, to }) =>
      pool(async () => {
        const diff = await diffBetween({ git, top }, [from, to]).catch(
          () => null,
        );
        return diff === null ? [] : [[name, cutEnd(diff)] as const];
      }),
    ),
  );
  return new Map(found.flat());
};

const cutEnd = (diff: string): string =>
  diff.length > LONGEST
    ? `${diff.slice(0, diff.lastIndexOf('\n', LONGEST))}\n[cut: ${diff.length - LONGEST} characters more]\n`
    : diff;

/** The workdir in its repository, with a slash at its end; empty at the top, and outside of any. */
export const readPrefix = async (options: Options): Promise<string> => {
  const git = gitFor(options, null);
  return (await findPlace(git, options.workdir))?.prefix ?? '';
};
