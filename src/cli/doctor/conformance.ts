import { join } from 'node:path';
import { runConformance } from '../../adapters/agents/conformance/run-conformance.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import { packageRoot } from '../../adapters/prompts/package-root.ts';
import type { DoctorQuirk } from '../../report/doctor/doctor-data.ts';
import type { AgentLook, Looked } from './look.ts';

export type ConformanceOptions = {
  readonly signal: AbortSignal;
  /** Told of each one when it is over: the whole takes half a minute and more. */
  readonly say: (text: string) => void;
  /** Folder of the misbehaving programs; default the package's own. */
  readonly kit?: string;
};

/**
 * Runs a CLI of every bad habit through the agents as a run would, and says
 * whether each ended as it has to on this system.
 */
export async function lookAtConformance(
  { edge, io }: AgentLook,
  { signal, say, kit }: ConformanceOptions,
): Promise<Looked<readonly DoctorQuirk[]>> {
  const found = await runConformance({
    processes: createAgentProcesses(edge),
    kit: kit ?? join(packageRoot(), 'conformance'),
    env: io.env,
    signal,
    onResult: ({ title, ok }) => {
      say(
        `${ok ? 'as it should be' : 'NOT AS IT SHOULD BE'}: a CLI that ${title}`,
      );
    },
  });
  return {
    found,
    problems: found
      .filter(({ ok }) => !ok)
      .map(({ title, expected, seen }) => ({
        area: 'conformance',
        what: `A CLI that ${title} ends here as "${seen}"`,
        why: `it has to end as "${expected}"`,
        todo: 'Runs on this system cannot be trusted with such a CLI: report it.',
      })),
    warnings: [],
  };
}
