import type { Branches } from './branches.ts';
import type { Identity } from './git.ts';
import type { Layout } from './layout.ts';

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
