import type { Workspace } from '../../ports/workspace.ts';
import { inspectRepository } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import type { WorkspaceOptions } from './options.ts';
import { openShared } from './shared.ts';
import { openWorktrees } from './worktree-workspace.ts';

/**
 * Opens the place units work in. Throws a `UserError` where a run cannot
 * start; what was inspected for the plan is not inspected again.
 */
export const openWorkspace = async (
  options: WorkspaceOptions,
  inspection?: Inspection,
): Promise<Workspace> => {
  const found = inspection ?? (await inspectRepository(options));
  return found.isolation === 'shared'
    ? openShared(options, found)
    : openWorktrees(options, found);
};
