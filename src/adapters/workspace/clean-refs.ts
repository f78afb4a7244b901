import { isAncestor, type Bench } from './bench.ts';

/** What became of a run's refs. */
export type CleanedRefs = {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** Why nothing was removed; null where it was. */
  readonly reason: string | null;
};

type Ref = { readonly name: string; readonly commit: string };

const listRefs = async (bench: Bench): Promise<readonly Ref[]> => {
  const { stdout } = await bench.git(
    [
      'for-each-ref',
      '--format=%(refname) %(objectname)',
      `refs/orchestration/${bench.slug}/`,
    ],
    { cwd: bench.top },
  );
  return stdout.split('\n').flatMap((line) => {
    const [name = '', commit = ''] = line.split(' ');
    return name === '' ? [] : [{ name, commit }];
  });
};

const findCommit = async (
  bench: Bench,
  ref: string,
): Promise<string | null> => {
  const found = await bench.git(['rev-parse', '--verify', '--quiet', ref], {
    cwd: bench.top,
    exitCodes: [0, 1],
  });
  return found.exitCode === 0 ? found.stdout.trim() : null;
};

/** What was saved from a loss is nobody's attempt: no run has it anywhere else. */
const isRescued = (name: string): boolean => /\/rescue[/-]/.test(name);

/**
 * Deletes the refs of a run whose result is on the branch it was meant for,
 * proved by that branch's history. What was rescued stays, unless that history
 * has it too.
 */
export const cleanRefs = async (
  bench: Bench,
  options: { readonly target: string | null; readonly dryRun: boolean },
): Promise<CleanedRefs> => {
  const refs = await listRefs(bench);
  const keepAll = (reason: string): CleanedRefs => ({
    removed: [],
    kept: refs.map(({ name }) => name),
    reason,
  });
  const { target } = options;
  if (target === null) return keepAll('it was started on no branch');
  const head = await findCommit(bench, `refs/heads/${target}`);
  if (head === null) return keepAll(`the branch ${target} is gone`);
  const tip =
    (await findCommit(bench, `refs/heads/${bench.branch}`)) ?? bench.tip();
  if (tip === '' || !(await isAncestor(bench, tip, head)))
    return keepAll(`its result is not on ${target}`);
  const kept: string[] = [];
  const removed: Ref[] = [];
  for (const ref of refs) {
    const isSafe =
      !isRescued(ref.name) || (await isAncestor(bench, ref.commit, head));
    if (isSafe) removed.push(ref);
    else kept.push(ref.name);
  }
  if (!options.dryRun && removed.length > 0)
    await bench.queue(() =>
      bench.git(['update-ref', '--stdin'], {
        cwd: bench.top,
        input: removed
          .map(({ name, commit }) => `delete ${name} ${commit}\n`)
          .join(''),
      }),
    );
  return { removed: removed.map(({ name }) => name), kept, reason: null };
};
