import type { AgentConfig } from '../../model/config.ts';
import type { AgentProcesses } from '../../ports/agent-processes.ts';
import { backendNamed } from './backends.ts';

/** Where a backend's CLI is, and what to do where it is not. */
export type FoundAgent = {
  readonly name: string;
  /** Whose models it runs: a reviewer should be another's than the author. */
  readonly vendor: string;
  readonly command: string;
  /** Null where it is not on PATH. */
  readonly path: string | null;
  readonly install_hint: string;
  readonly login_hint: string;
};

export type FindAgentsOptions = {
  readonly processes: Pick<AgentProcesses, 'find'>;
  /** `agents` of the config. */
  readonly config: Readonly<Record<string, AgentConfig>>;
};

/**
 * Looks for the CLIs of backends without running them, so that a missing one
 * is told before anything starts. A name that is no backend's is left out.
 */
export const findAgents = async (
  names: readonly string[],
  { processes, config }: FindAgentsOptions,
): Promise<readonly FoundAgent[]> => {
  const known = names.flatMap((name) => backendNamed(name) ?? []);
  return Promise.all(
    [...new Set(known)].map(async (backend) => {
      const { name, vendor, install_hint, login_hint } = backend;
      const command = config[name]?.command ?? backend.command;
      const path = await processes.find(command);
      return { name, vendor, command, path, install_hint, login_hint };
    }),
  );
};
