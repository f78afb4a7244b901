import type { Limits } from '../../engine/limits.ts';

/** What a writing agent of each backend may do: said before a person agrees. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  codex:
    'codex writes in its worktree only (sandbox workspace-write, no network)',
  gemini: 'gemini runs without a sandbox (approval mode yolo)',
  claude: 'claude edits in its worktree and runs commands without a sandbox',
  opencode: 'opencode edits and runs commands without a sandbox',
};

/** One sentence for each backend that may get work. */
export function permissionsOf(roles: Limits['roles']): string[] {
  const writers = new Set([roles.code[0], roles.ui[0]]);
  return [...writers].flatMap((name) =>
    name === undefined ? [] : [PERMISSIONS[name] ?? `${name}: as configured`],
  );
}
