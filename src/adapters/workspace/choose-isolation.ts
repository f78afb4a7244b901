import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPlace, type Place } from './find-place.ts';
import type { Git } from './git.ts';
import type { SharedInspection } from './inspection.ts';
import type { WorkspaceOptions } from './options.ts';
import { refusals } from './refusals.ts';

const OLDEST_GIT: readonly [number, number] = [2, 38];

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
export const chooseIsolation = async (
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
