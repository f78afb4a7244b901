import {
  settleBackend,
  type AgentConfigs,
} from '../../adapters/agents/backends.ts';
import type { Limits } from '../../engine/limits.ts';
import type { Role } from '../../model/assignment.ts';

/** What a backend may do in a role, as its attempts record it; null for a name that is none. */
function permissionsFor(
  entry: string,
  role: Role,
  agents: AgentConfigs,
): string | null {
  const settled = settleBackend(entry, agents);
  return settled?.backend.permissions(role, settled.config) ?? null;
}

/**
 * What agents are allowed, said before a person agrees: a sentence for each
 * backend that writes, and for each that reads.
 */
export function permissionsOf(
  roles: Limits['roles'],
  agents: AgentConfigs,
): string[] {
  const say = (entries: readonly (string | undefined)[], role: Role) =>
    [...new Set(entries)].flatMap((entry) => {
      if (entry === undefined) return [];
      const allowed = permissionsFor(entry, role, agents) ?? 'as configured';
      return [`${entry} ${role === 'review' ? 'reads' : 'writes'}: ${allowed}`];
    });
  return [
    ...say([roles.code[0], roles.ui[0]], 'implement'),
    ...say(roles.review.slice(0, 2), 'review'),
  ];
}
