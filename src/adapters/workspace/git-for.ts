import { createGit, type Git, type Identity } from './git.ts';
import type { WorkspaceOptions } from './options.ts';

const LOCK_WAIT_MS = 10_000;

/** Git as this workspace calls it. */
export const gitFor = (
  options: Pick<WorkspaceOptions, 'execGit' | 'env' | 'lockWaitMs'> & {
    readonly sign?: boolean;
  },
  identity: Identity | null,
): Git =>
  createGit({
    runProcess: options.execGit,
    env: options.env,
    sign: options.sign ?? false,
    identity,
    lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
  });

const DEFAULT_IDENTITY: Identity = {
  name: 'orchestration-loop',
  email: 'orchestration-loop@localhost',
};

/** A name to commit under where git knows none for the user; null where it does. */
export const findIdentity = async (
  git: Git,
  cwd: string,
): Promise<Identity | null> => {
  const answer = await git(['var', 'GIT_COMMITTER_IDENT'], {
    cwd,
    exitCodes: 'any',
  });
  return answer.exitCode === 0 ? null : DEFAULT_IDENTITY;
};
