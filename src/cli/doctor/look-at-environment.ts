import {
  settleBackend,
  type AgentConfigs,
} from '../../adapters/agents/backends.ts';
import { withheldNames } from '../../adapters/process/environment.ts';
import type { DoctorVariable } from '../../report/doctor/doctor-data.ts';

/** Which variables look like keys, and whose agents get them: names only. */
export function lookAtEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  about: {
    readonly backends: readonly string[];
    readonly agents: AgentConfigs;
    readonly pass: readonly string[];
  },
): readonly DoctorVariable[] {
  const { backends, agents, pass } = about;
  const heldFrom = new Map(
    backends.map((name) => {
      const own_keys = settleBackend(name, agents)?.backend.own_keys ?? [];
      return [name, new Set(withheldNames(env, { own_keys, pass: [] }))];
    }),
  );
  return withheldNames(env, { own_keys: [], pass: [] }).map((name) => ({
    name,
    is_passed: pass.includes(name),
    backends: backends.filter(
      (backend) => heldFrom.get(backend)?.has(name) !== true,
    ),
  }));
}
