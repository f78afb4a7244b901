import { findBranches, integrationBranch } from './branches.ts';
import { listCheckouts } from './checkouts.ts';
import { chooseIsolation } from './choose-isolation.ts';
import { assertRoom } from './disk.ts';
import { findIdentity, gitFor } from './git-for.ts';
import type { Git, Identity } from './git.ts';
import type { Inspection } from './inspection.ts';
import { createLayout, isWithin, type Layout } from './layout.ts';
import type { WorkspaceOptions } from './options.ts';
import { checkOutfit } from './outfit.ts';
import { refusals } from './refusals.ts';
import { refuseTracked } from './refuse-tracked.ts';
import { parseStatus, type StatusReport } from './status.ts';
import { worktreesFolder } from './worktrees-dir.ts';

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

/**
 * Looks at the workdir and writes nothing: what was found, or a `UserError`
 * for what a run cannot start on. Consent comes between this and opening.
 */
export const inspectRepository = async (
  options: WorkspaceOptions,
): Promise<Inspection> => {
  const git = gitFor(options, null);
  await refuseTracked(git, options.workdir);
  const place = await chooseIsolation(options, git);
  if ('isolation' in place) return place;
  const { top, prefix } = place;
  const { resumed } = options;
  const layout = createLayout(options, top, prefix);
  const worktrees = worktreesFolder(options, place);
  const [statusText, identity, branches, checkouts, outfit] = await Promise.all(
    [
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
      checkOutfit(options, layout, git),
    ],
  );
  const status = parseStatus(statusText.stdout);
  if (status.head === null && resumed === null) throw refusals.noCommit(top);
  const branch = integrationBranch(options.slug);
  const holder = checkouts.find((one) => one.branch === `refs/heads/${branch}`);
  if (holder !== undefined) throw refusals.branchHeld(branch, holder.folder);
  const base = resumed?.base_commit ?? status.head ?? '';
  if (resumed !== null) await assertCommit(git, top, base);
  // A run that goes on may only have to land: each worktree asks for itself.
  else await assertRoom(worktrees, options.minFreeBytes);
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
      ...outfit,
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
