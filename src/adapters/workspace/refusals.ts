import { UserError } from '../../model/user-error.ts';

const LISTED = 20;

const list = (paths: readonly string[]): string =>
  [
    ...paths.slice(0, LISTED).map((path) => `  ${JSON.stringify(path)}`),
    ...(paths.length > LISTED ? [`  … ${paths.length - LISTED} more`] : []),
  ].join('\n');

/** A start that would not end well, as the sentence that says how to go on. */
export const refusals = {
  noRepository: (workdir: string): UserError =>
    new UserError(`${workdir} is not in a git repository.`, {
      hint: 'Worktrees need one: git init and a first commit, or --isolation shared.',
    }),
  noCommit: (top: string): UserError =>
    new UserError(`The repository ${top} has no commit yet.`, {
      hint: 'Make a first commit (git add -A && git commit), or use --isolation shared.',
    }),
  bare: (workdir: string): UserError =>
    new UserError(`${workdir} is in a bare repository: it has no files.`, {
      hint: 'Start in a checkout of it.',
    }),
  ignored: (workdir: string): UserError =>
    new UserError(`git ignores ${workdir}: no work done there could be kept.`, {
      hint: 'Take it out of .gitignore, or use --isolation shared.',
    }),
  dirty: (paths: readonly string[]): UserError =>
    new UserError(
      `These tracked files have changes that are not committed:\n${list(paths)}`,
      {
        hint: 'Commit or stash them, or start without them from HEAD: --allow-dirty.',
      },
    ),
  noGit: (message: string): UserError =>
    new UserError(`git could not be run: ${message}`, {
      hint: 'Install git 2.38 or later, or use --isolation shared.',
    }),
  oldGit: (version: string): UserError =>
    new UserError(`git ${version} is too old: worktrees need 2.38 or later.`, {
      hint: 'Update git, or use --isolation shared.',
    }),
  branchBlocked: (branch: string, by: string): UserError =>
    new UserError(`The branch ${branch} cannot be made: ${by} is in its way.`, {
      hint: `Rename it: git branch -m ${by} ${by}-old`,
    }),
  branchHeld: (branch: string, folder: string): UserError =>
    new UserError(
      `${branch}, the branch this run works on, is checked out in ${folder}.`,
      {
        hint: `Switch to another branch there, then start again: git -C '${folder}' switch BRANCH`,
      },
    ),
  baseGone: (commit: string): UserError =>
    new UserError(
      `The commit ${commit} this run started from is no longer in the repository.`,
      {
        hint: 'Fetch it again, with the refs of the run (references/ci.md), or start the spec anew with another --output.',
      },
    ),
  workGone: (branch: string, slug: string): UserError =>
    new UserError(
      `${branch}, the branch that holds the completed units, is not in this repository.`,
      {
        hint: `Fetch it from where the run was: git fetch REMOTE ${branch}:${branch} '+refs/orchestration/${slug}/*:refs/orchestration/${slug}/*'`,
      },
    ),
  diskFull: (disk: {
    readonly folder: string;
    readonly free: string;
    readonly floor: string;
    readonly taken: string | null;
  }): UserError =>
    new UserError(
      `Only ${disk.free} are free where worktrees are made (${disk.folder}); below ${disk.floor} none is made (worktrees.min_free).`,
      {
        hint: `orchestration-loop clean --all removes worktrees of finished runs${disk.taken === null ? '' : `; all worktrees together take ${disk.taken}`}.`,
      },
    ),
  worktreesInside: (dir: string, top: string): UserError =>
    new UserError(
      `The worktrees folder ${dir} lies in the repository ${top}.`,
      {
        hint: 'Agents would write into your checkout: choose a folder outside (worktrees.dir).',
      },
    ),
} as const;
