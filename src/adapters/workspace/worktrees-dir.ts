import { join } from 'node:path';

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
