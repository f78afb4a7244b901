import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Place } from './find-place.ts';
import { isWithin } from './layout.ts';
import type { WorkspaceOptions } from './options.ts';
import { refusals } from './refusals.ts';

/**
 * The folder for all worktrees of a user: a cache, outside every repository,
 * because agents in a worktree inside one write to the main checkout.
 */
export const defaultWorktreesDir = (
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string => {
  const { XDG_CACHE_HOME: xdg } = env;
  const cache =
    xdg !== undefined && xdg.startsWith('/')
      ? xdg
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : join(home, '.cache');
  return join(cache, 'orchestration-loop', 'worktrees');
};

/** The folder of all worktrees, as this user and this configuration have it. */
export const worktreesRoot = (
  options: Pick<WorkspaceOptions, 'worktreesDir' | 'env'>,
): string => {
  const root = resolve(
    options.worktreesDir ??
      defaultWorktreesDir(
        options.env,
        process.platform,
        options.env['HOME'] ?? homedir(),
      ),
  );
  return existsSync(root) ? realpathSync(root) : root;
};

/** Folder of one run's worktrees: by repository and spec, and never inside the repository. */
export const worktreesFolder = (
  options: Pick<WorkspaceOptions, 'worktreesDir' | 'env' | 'slug'>,
  place: Pick<Place, 'top' | 'commonDir'>,
): string => {
  const root = worktreesRoot(options);
  if (isWithin(root, [place.top]))
    throw refusals.worktreesInside(root, place.top);
  const hash = createHash('sha256').update(place.commonDir).digest('hex');
  const name = basename(place.top).replace(/[^A-Za-z0-9._-]+/g, '-');
  return join(root, `${name}-${hash.slice(0, 8)}`, options.slug);
};
