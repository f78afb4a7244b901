import type { AgentProcesses } from '../../ports/agent-processes.ts';
import { settleBackend, type AgentConfigs } from './backends.ts';

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
  readonly config: AgentConfigs;
};

/**
 * Looks for the CLIs of backends without running them, so that a missing one
 * is told before anything starts. Entries with a model (`codex:gpt-5.5`) stand
 * for their CLI; a name that is no backend's is left out.
 */
export const findAgents = async (
  names: readonly string[],
  { processes, config }: FindAgentsOptions,
): Promise<readonly FoundAgent[]> => {
  const known = new Map(
    names.flatMap((entry) => {
      const settled = settleBackend(entry, config);
      return settled === null ? [] : [[settled.backend.name, settled] as const];
    }),
  );
  return Promise.all(
    [...known.values()].map(async ({ backend, config: own }) => {
      const { name, vendor, install_hint, login_hint } = backend;
      const command = own.command ?? backend.command;
      const path = await processes.find(command);
      return { name, vendor, command, path, install_hint, login_hint };
    }),
  );
};
