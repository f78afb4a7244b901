import { secretValues } from '../../lib/mask-secrets.ts';
import type { RunSettings } from './settings.ts';

/** The secret values that a run knows: of the environment, and of what the config sets for agents. */
export const knownSecrets = (
  { agents }: Pick<RunSettings, 'agents'>,
  env: NodeJS.ProcessEnv,
): readonly string[] => [
  ...new Set([
    ...secretValues(env),
    ...Object.values(agents).flatMap((agent) => secretValues(agent.env ?? {})),
  ]),
];
