import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isBefore } from '../../adapters/agents/inspect-versions.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { findPlace } from '../../adapters/workspace/find-place.ts';
import { createGit, type Git } from '../../adapters/workspace/git.ts';
import { refusals } from '../../adapters/workspace/refusals.ts';
import { parseStatus } from '../../adapters/workspace/status.ts';
import type { Isolation } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import { count } from '../../view/format.ts';
import type {
  DoctorGit,
  DoctorNote,
  DoctorRepository,
} from '../../report/doctor/doctor-data.ts';
import { noteOf, type LookContext, type Looked } from './look.ts';

/** Worktrees and merges without a checkout need this much. */
const FLOOR = '2.38';

/** Git as the look calls it: it waits for no lock. */
export const gitOf = ({ io }: LookContext): Git =>
  createGit({
    runProcess,
    env: io.env,
    sign: false,
    identity: null,
    lockWaitMs: 0,
  });

/** Git, and the repository of the workdir as a start would find it. */
export async function lookAtGit(
  context: LookContext,
  isolation: Isolation | null,
): Promise<Looked<DoctorGit>> {
  const { workdir } = context;
  const git = gitOf(context);
  const nothing = { version: null, floor: FLOOR, repository: null };
  // A shared folder is worked in without git; so is one that is no repository.
  const isNeeded =
    isolation === 'worktree' || (isolation === null && hasGitFolder(workdir));
  const told = await git(['version'], { cwd: workdir, exitCodes: 'any' });
  if (told.exitCode !== 0) {
    const note = noteOf('git', refusals.noGit(told.stderr.trim()));
    return judged(nothing, isNeeded ? [note] : []);
  }
  const version = /\d+(\.\d+)+/.exec(told.stdout)?.[0] ?? '0';
  const found = { ...nothing, version };
  if (isBefore(version, FLOOR) && isNeeded)
    return judged(found, [noteOf('git', refusals.oldGit(version))]);
  try {
    const repository = await findRepository(git, workdir);
    if (repository !== null)
      return judgeRepository(found, repository, isNeeded);
    return isolation === 'worktree'
      ? judged(found, [noteOf('git', refusals.noRepository(workdir))])
      : { found, problems: [], warnings: [SHARED] };
  } catch (error) {
    // What git refuses to look at: a folder of another user's, a bare repository.
    if (!(error instanceof UserError)) throw error;
    return judged(found, isNeeded ? [noteOf('git', error)] : []);
  }
}

const judged = (
  found: DoctorGit,
  problems: readonly DoctorNote[],
): Looked<DoctorGit> => ({ found, problems, warnings: [] });

const SHARED: DoctorNote = {
  area: 'git',
  what: 'The workdir is not in a git repository',
  why: 'all units share the folder, and nothing is committed',
  todo: 'For a worktree a unit: git init, and a first commit.',
};

const hasGitFolder = (folder: string): boolean =>
  existsSync(join(folder, '.git')) ||
  (dirname(folder) !== folder && hasGitFolder(dirname(folder)));

async function findRepository(
  git: Git,
  workdir: string,
): Promise<DoctorRepository | null> {
  const place = await findPlace(git, workdir);
  if (place === null) return null;
  const { top } = place;
  const [text, lock] = await Promise.all([
    git(
      [
        ...['status', '--porcelain=v2', '--branch', '-z'],
        ...['--untracked-files=no', '--ignore-submodules=dirty'],
      ],
      { cwd: top },
    ),
    git(['rev-parse', '--path-format=absolute', '--git-path', 'index.lock'], {
      cwd: top,
    }),
  ]);
  const { head, branch, entries } = parseStatus(text.stdout);
  const lockPath = lock.stdout.trimEnd();
  return {
    top,
    branch,
    commit: head,
    changed_files: new Set(entries.map(({ path }) => path)).size,
    held_lock: existsSync(lockPath) ? lockPath : null,
  };
}

function judgeRepository(
  found: DoctorGit,
  repository: DoctorRepository,
  isNeeded: boolean,
): Looked<DoctorGit> {
  const { top, branch, commit, changed_files: changed } = repository;
  const problems = [
    ...(commit === null ? [noteOf('git', refusals.noCommit(top))] : []),
    ...(repository.held_lock === null ? [] : [heldLock(repository.held_lock)]),
  ];
  const warnings: readonly DoctorNote[] = [
    ...(branch === null
      ? [
          {
            area: 'git' as const,
            what: 'HEAD is detached',
            why: 'the result stays on its own branch and is not landed',
            todo: 'git switch BRANCH, to land on it.',
          },
        ]
      : []),
    ...(changed === 0
      ? []
      : [
          {
            area: 'git' as const,
            what: `${count(changed, 'tracked file')} with changes that are not committed`,
            why: 'units start from HEAD, so a first start refuses',
            todo: 'Commit or stash them, or start with --allow-dirty.',
          },
        ]),
  ];
  const whole = { ...found, repository };
  return isNeeded
    ? { found: whole, problems, warnings }
    : { found: whole, problems: [], warnings: [] };
}

const heldLock = (path: string): DoctorNote => ({
  area: 'git',
  what: `${path} is held`,
  why: 'another git command is at work there, or died; nothing can land meanwhile',
  todo: `Wait for it; if none is at work: rm '${path}'`,
});
