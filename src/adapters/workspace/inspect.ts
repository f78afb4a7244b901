import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { findBranches, integrationBranch, type Branches } from './branches.ts';
import { listCheckouts } from './checkouts.ts';
import { findPlace, type Place } from './find-place.ts';
import { createGit, type Git, type Identity } from './git.ts';
import { createLayout, isWithin, type Layout } from './layout.ts';
import type { WorkspaceOptions } from './options.ts';
import { refusals } from './refusals.ts';
import { parseStatus, type StatusReport } from './status.ts';
import { defaultWorktreesDir } from './worktrees-dir.ts';

type Found = {
  readonly target_branch: string | null;
  /** Sentences for the plan. */
  readonly notes: readonly string[];
};

/** One folder for all units. */
export type SharedInspection = Found & {
  readonly isolation: 'shared';
  readonly integration_branch: null;
  readonly base_commit: null;
  /** Git can say which files it ignores. */
  readonly hasGit: boolean;
};

/** A worktree for each unit. */
export type WorktreeInspection = Found &
  Repository & {
    readonly isolation: 'worktree';
    readonly integration_branch: string;
    readonly base_commit: string;
  };

/** What was found, without a byte written: enough for the plan and for the refusals. */
export type Inspection = SharedInspection | WorktreeInspection;

/** A repository that units can work in. */
export type Repository = Branches & {
  readonly top: string;
  readonly layout: Layout;
  readonly commonDir: string;
  readonly excludeFile: string;
  /** Folder of this repository's and this spec's worktrees. */
  readonly worktrees: string;
  readonly identity: Identity | null;
};

const DEFAULT_IDENTITY: Identity = {
  name: 'orchestration-loop',
  email: 'orchestration-loop@localhost',
};
const OLDEST_GIT: readonly [number, number] = [2, 38];
const LOCK_WAIT_MS = 10_000;

/** Git as this workspace calls it. */
export const gitFor = (
  options: WorkspaceOptions,
  identity: Identity | null,
): Git =>
  createGit({
    runProcess: options.execGit,
    env: options.env,
    sign: options.sign,
    identity,
    lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
  });

const shared = (
  hasGit: boolean,
  notes: readonly string[],
): SharedInspection => ({
  isolation: 'shared',
  hasGit,
  target_branch: null,
  integration_branch: null,
  base_commit: null,
  notes,
});

const hasGitFolder = (folder: string): boolean =>
  existsSync(join(folder, '.git')) ||
  (dirname(folder) !== folder && hasGitFolder(dirname(folder)));

const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_GIT;
  return major < oldMajor || (major === oldMajor && minor < oldMinor);
};

/** Whether there is a repository to use; a shared inspection where there is none. */
const choose = async (
  options: WorkspaceOptions,
  git: Git,
): Promise<SharedInspection | Place> => {
  const { workdir } = options;
  const isolation = options.resumed?.isolation ?? options.isolation;
  const version = await git(['version'], { cwd: workdir, exitCodes: 'any' });
  const isThere = version.exitCode === 0;
  if (isolation === 'shared') return shared(isThere, []);
  const mayShare = isolation === null;
  if (!isThere) {
    if (mayShare && !hasGitFolder(workdir))
      return shared(false, [
        'Git was not found: all units share the folder, and nothing is committed.',
      ]);
    throw refusals.noGit(version.stderr.trim());
  }
  const place = await findPlace(git, workdir);
  if (place === null) {
    if (!mayShare) throw refusals.noRepository(workdir);
    return shared(false, [
      'Not a git repository: all units share the folder, and nothing is committed.',
    ]);
  }
  const number = /\d+(\.\d+)+/.exec(version.stdout)?.[0] ?? '0';
  if (isOld(number)) throw refusals.oldGit(number);
  if (place.prefix === '') return place;
  const ignored = await git(['check-ignore', '-q', '.'], {
    cwd: workdir,
    exitCodes: [0, 1],
  });
  if (ignored.exitCode === 1) return place;
  if (!mayShare) throw refusals.ignored(workdir);
  return shared(false, [
    'Git ignores this folder: all units share it, and nothing is committed.',
  ]);
};

/** Refused on a first start; a sentence for the plan otherwise. */
const dirtyNotes = (
  options: WorkspaceOptions,
  status: StatusReport,
  layout: Layout,
): readonly string[] => {
  const paths = status.entries
    .filter((entry) => entry.code !== '??' && entry.code !== '!!')
    .map((entry) => entry.path)
    .filter((path) => !isWithin(path, layout.guarded));
  const dirty = [...new Set(paths)].sort();
  if (dirty.length === 0) return [];
  if (options.resumed === null && !options.allowDirty)
    throw refusals.dirty(dirty);
  return [
    `Units start without the changes that are not committed: ${dirty.join(', ')}.`,
  ];
};

const findIdentity = async (
  git: Git,
  cwd: string,
): Promise<Identity | null> => {
  const answer = await git(['var', 'GIT_COMMITTER_IDENT'], {
    cwd,
    exitCodes: 'any',
  });
  return answer.exitCode === 0 ? null : DEFAULT_IDENTITY;
};

const worktreesFolder = (options: WorkspaceOptions, place: Place): string => {
  const root = resolve(
    options.worktreesDir ??
      defaultWorktreesDir(
        options.env,
        process.platform,
        options.env['HOME'] ?? homedir(),
      ),
  );
  const real = existsSync(root) ? realpathSync(root) : root;
  if (isWithin(real, [place.top]))
    throw refusals.worktreesInside(real, place.top);
  const hash = createHash('sha256').update(place.commonDir).digest('hex');
  const name = basename(place.top).replace(/[^A-Za-z0-9._-]+/g, '-');
  return join(real, `${name}-${hash.slice(0, 8)}`, options.slug);
};

/**
 * Looks at the workdir and writes nothing: what was found, or a `UserError`
 * for what a run cannot start on. Consent comes between this and opening.
 */
export const inspectRepository = async (
  options: WorkspaceOptions,
): Promise<Inspection> => {
  const git = gitFor(options, null);
  const place = await choose(options, git);
  if ('isolation' in place) return place;
  const { top, prefix } = place;
  const { resumed } = options;
  const layout = createLayout(options, top, prefix);
  const worktrees = worktreesFolder(options, place);
  const [statusText, identity, branches, checkouts] = await Promise.all([
    git(
      [
        'status',
        '--porcelain=v2',
        '--branch',
        '-z',
        '--untracked-files=no',
        '--ignore-submodules=dirty',
      ],
      { cwd: top },
    ),
    findIdentity(git, top),
    findBranches(git, top, options.slug),
    listCheckouts(git, top),
  ]);
  const status = parseStatus(statusText.stdout);
  if (status.head === null && resumed === null) throw refusals.noCommit(top);
  const branch = integrationBranch(options.slug);
  const holder = checkouts.find((one) => one.branch === `refs/heads/${branch}`);
  if (holder !== undefined) throw refusals.branchHeld(branch, holder.folder);
  const base = resumed?.base_commit ?? status.head ?? '';
  if (resumed !== null) await assertCommit(git, top, base);
  return {
    isolation: 'worktree',
    ...place,
    ...branches,
    layout,
    worktrees,
    identity,
    target_branch: resumed === null ? status.branch : resumed.target_branch,
    integration_branch: branch,
    base_commit: base,
    notes: [
      ...dirtyNotes(options, status, layout),
      ...startNotes(status, identity, options),
    ],
  };
};

const assertCommit = async (
  git: Git,
  cwd: string,
  commit: string,
): Promise<void> => {
  const found = await git(['cat-file', '-e', `${commit}^{commit}`], {
    cwd,
    exitCodes: 'any',
  });
  if (found.exitCode !== 0) throw refusals.baseGone(commit);
};

const startNotes = (
  status: StatusReport,
  identity: Identity | null,
  options: WorkspaceOptions,
): readonly string[] => [
  ...(identity === null
    ? []
    : [
        `Git knows no name for you: commits are made as ${identity.name} <${identity.email}>.`,
      ]),
  ...(status.branch === null && options.resumed === null && !options.noLand
    ? [
        'HEAD is detached: the result stays on its own branch and is not landed.',
      ]
    : []),
];
