import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentProblems } from '../../adapters/agents/agent-problems.ts';
import {
  backendNamed,
  backendNames,
  settleBackend,
  type AgentConfigs,
} from '../../adapters/agents/backends.ts';
import { customFault } from '../../adapters/agents/custom.ts';
import { CONFIG_NAME } from '../../adapters/config/read-config-file.ts';
import { findJsonPaths, placeOf } from '../../lib/json-position.ts';
import { cliOf } from '../../model/backend.ts';
import type { ConfigFile, RoleName } from '../../model/config.ts';
import { usageError, UserError } from '../../model/user-error.ts';
import { FLAGS } from '../settings/backends.ts';

/** Refuses an `agents` that cannot be run or should not, with the lines of the config file. */
export function refuseAgents(agents: AgentConfigs, workdir: string): void {
  const problems = agentProblems(agents);
  if (problems.length === 0) return;
  const path = join(workdir, CONFIG_NAME);
  const text = readFileSync(path, 'utf8');
  const offsets = findJsonPaths(text, new Set(problems.map(({ at }) => at)));
  const lines = problems.map(({ at, message }) => {
    const { line, column } = placeOf(text, offsets.get(at) ?? 0);
    return `  ${path}:${line}:${column}: ${message}`;
  });
  throw new UserError(`${path} cannot be run as it is:\n${lines.join('\n')}`, {
    hint: 'references/agents.md says what each agent is allowed.',
  });
}

/** Where a backend is named, and as what. */
type Named = { readonly where: string; readonly entry: string };

/** Refuses names in flags and roles that no backend has, with those that there are. */
export function refuseNames(wanted: {
  /** By role; null where nothing was said. */
  readonly flags: Readonly<Record<RoleName, string | null>>;
  readonly roles: ConfigFile['roles'];
  readonly agents: AgentConfigs;
}): void {
  for (const [role, entry] of Object.entries(wanted.flags)) {
    if (entry === null || entry === 'none') continue;
    // The keys of `flags` are its roles.
    const where = FLAGS[role as RoleName];
    const fault = nameFault({ where, entry }, wanted.agents);
    if (fault !== null) throw usageError(fault, HINT);
  }
  for (const [role, entries] of Object.entries(wanted.roles ?? {})) {
    for (const entry of entries) {
      const where = `roles.${role} of ${CONFIG_NAME}`;
      const fault = nameFault({ where, entry }, wanted.agents);
      if (fault !== null) throw new UserError(fault, { hint: HINT });
    }
  }
}

const HINT = `Another CLI is described under "agents" in ${CONFIG_NAME}.`;

function nameFault(
  { where, entry }: Named,
  agents: AgentConfigs,
): string | null {
  const settled = settleBackend(entry, agents);
  if (settled === null)
    return `${where}: there is no backend ${cliOf(entry)}; there are ${backendNames(agents).join(', ')}.`;
  if (backendNamed(settled.backend.name) !== null) return null;
  const fault = customFault(settled.config);
  return fault === null ? null : `${where}: ${entry} cannot be run: ${fault}.`;
}
