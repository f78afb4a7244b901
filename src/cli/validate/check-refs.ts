import type { Git } from '../../adapters/workspace/git.ts';
import { TRAILERS } from '../../adapters/workspace/messages.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event, RunFacts } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import { problem } from './problem.ts';

/** What git is asked about, and how. */
export type RefsOptions = {
  readonly git: Git;
  readonly workdir: string;
  readonly slug: string;
  readonly state: State;
  readonly run: RunFacts;
  readonly events: readonly Event[];
};

/**
 * Compares what the journal says of git with git: every attempt's work is where
 * its ref says, every integrated unit is on the branch exactly once, and what
 * has landed is on its branch.
 */
export async function checkRefs(
  options: RefsOptions,
): Promise<readonly Diagnostic[]> {
  const found = await Promise.all([
    checkEvidence(options),
    checkIntegrated(options),
    checkLanded(options),
  ]);
  return found.flat();
}

const inGit = (code: string, message: string): Diagnostic =>
  problem(code, message, { file: null });

async function checkEvidence({
  git,
  workdir,
  slug,
  state,
}: RefsOptions): Promise<readonly Diagnostic[]> {
  const home = `refs/orchestration/${slug}/`;
  const { stdout } = await git(
    ['for-each-ref', '--format=%(refname) %(objectname)', home],
    { cwd: workdir },
  );
  const refs = new Map(
    stdout.split('\n').flatMap((line) => {
      const [name = '', commit = ''] = line.split(' ');
      return name === '' ? [] : [[name, commit] as const];
    }),
  );
  // `clean --refs` takes them all, once the run has landed.
  if (refs.size === 0 && state.landing?.type === 'landed') return [];
  const attempts = state.units.flatMap((unit) => unit.attempts);
  return attempts.flatMap((attempt) => {
    if (attempt.status !== 'ended') return [];
    const { ref = null, commit = null } = attempt.evidence ?? {};
    if (ref === null || commit === null || refs.get(ref) === commit) return [];
    const there = refs.get(ref);
    return [
      there === undefined
        ? inGit(
            'ref-missing',
            `${ref}, the work of ${attempt.attempt_id}, is not there`,
          )
        : inGit(
            'ref-moved',
            `${ref}, the work of ${attempt.attempt_id}, is ${there} and was ${commit}`,
          ),
    ];
  });
}

/** The branch that holds the units, or the commit that landed it. */
const tipOf = ({ state, run }: RefsOptions): string | null => {
  if (state.landing?.type === 'landed' && state.landing.commit !== null)
    return state.landing.commit;
  return run.integration_branch === null
    ? null
    : `refs/heads/${run.integration_branch}`;
};

async function checkIntegrated(
  options: RefsOptions,
): Promise<readonly Diagnostic[]> {
  const wanted = integratedOf(options.events);
  const tip = tipOf(options);
  if (tip === null || wanted.size === 0) return [];
  const commits = await unitCommits(options, tip);
  if (commits === null)
    return [
      inGit('tip-missing', `${tip}, which holds the units, is not there`),
    ];
  const units = new Set([...wanted.keys(), ...commits.keys()]);
  return [...units].flatMap((unit) => {
    const there = commits.get(unit) ?? [];
    const expected = wanted.get(unit) ?? [];
    const lost = expected.filter((commit) => !there.includes(commit));
    const surplus = there.filter((commit) => !expected.includes(commit));
    return [
      ...lost.map((commit) =>
        inGit(
          'unit-not-on-branch',
          `unit ${unit} was integrated as ${commit}, which is not on ${tip}`,
        ),
      ),
      ...surplus.map((commit) =>
        inGit(
          'unit-on-branch-twice',
          `${commit} on ${tip} claims to be unit ${unit}, but the journal does not know it`,
        ),
      ),
    ];
  });
}

/** The commits of each unit, one for each time it was integrated. */
function integratedOf(
  events: readonly Event[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const event of events) {
    if (event.type !== 'integrated' || event.commit === null) continue;
    const commits = found.get(event.task_id) ?? [];
    if (!commits.includes(event.commit)) commits.push(event.commit);
    found.set(event.task_id, commits);
  }
  return found;
}

/** Commits between the run's base and the tip that carry this spec's trailers, by unit; null without a tip. */
async function unitCommits(
  { git, workdir, run }: RefsOptions,
  tip: string,
): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const value = (key: string): string =>
    `%(trailers:key=${key},valueonly,separator=%x1f)`;
  const { exitCode, stdout } = await git(
    [
      'log',
      '-z',
      `--format=%H%x1e${value(TRAILERS.spec)}%x1e${value(TRAILERS.unit)}`,
      ...(run.base_commit === null ? [] : [`^${run.base_commit}`]),
      tip,
      '--',
    ],
    { cwd: workdir, exitCodes: 'any' },
  );
  if (exitCode !== 0) return null;
  const found = new Map<string, string[]>();
  for (const line of stdout.split('\0')) {
    const [commit = '', spec = '', unit = ''] = line.split('\x1e');
    if (unit === '' || spec !== run.spec_path) continue;
    found.set(unit, [...(found.get(unit) ?? []), commit]);
  }
  return found;
}

async function checkLanded({
  git,
  workdir,
  state,
}: RefsOptions): Promise<readonly Diagnostic[]> {
  const { landing } = state;
  if (landing?.type !== 'landed') return [];
  const { commit, branch } = landing;
  if (commit === null || branch === null) return [];
  const full = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
  const { exitCode } = await git(
    ['merge-base', '--is-ancestor', commit, full],
    {
      cwd: workdir,
      exitCodes: 'any',
    },
  );
  return exitCode === 0
    ? []
    : [
        inGit(
          'not-landed',
          `${commit} landed on ${branch}, but is not on it any more`,
        ),
      ];
}
