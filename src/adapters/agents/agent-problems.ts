import { backendNamed, type AgentConfigs } from './backends.ts';
import type { Backend } from './backend.ts';
import type { AgentConfig } from '../../model/config.ts';
import { customFault } from './custom.ts';
import { findUnsafe } from './unsafe-arguments.ts';

/** Something in `agents` of the config that no schema can see. */
export type AgentProblem = {
  /** Place in the file as a JSON pointer: `/agents/codex/args/1`. */
  readonly at: string;
  readonly message: string;
};

/** Keys that only describe a CLI of one's own. */
const OWN_KEYS = ['prompt', 'output', 'resume', 'read_only'] as const;

/**
 * What is wrong with `agents`: arguments that switch a sandbox off and are not
 * named in `unsafe`, keys that mean nothing for a known CLI, and descriptions
 * of other CLIs that cannot work.
 */
export const agentProblems = (agents: AgentConfigs): readonly AgentProblem[] =>
  Object.entries(agents).flatMap(([name, config]) => {
    const at = `/agents/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const backend = backendNamed(name);
    return [
      ...unsafeProblems(at, config, backend?.unsafe ?? []),
      ...(backend === null
        ? ownProblems(at, name, config)
        : keyProblems(at, backend.name, config)),
    ];
  });

const unsafeProblems = (
  at: string,
  config: AgentConfig,
  rules: Backend['unsafe'],
): readonly AgentProblem[] =>
  findUnsafe(config.args ?? [], rules)
    .filter(({ text }) => !(config.unsafe ?? []).includes(text))
    .map((unsafe) => ({
      at: `${at}/args/${unsafe.at}`,
      message: `\`${unsafe.text}\` takes away what keeps the agent in bounds; where that is meant, say so with "unsafe": [${JSON.stringify(unsafe.text)}] beside it`,
    }));

const keyProblems = (
  at: string,
  name: string,
  config: AgentConfig,
): readonly AgentProblem[] =>
  OWN_KEYS.filter((key) => config[key] !== undefined).map((key) => ({
    at: `${at}/${key}`,
    message: `${key} describes a CLI of your own; how ${name} is called is known`,
  }));

const ownProblems = (
  at: string,
  name: string,
  config: AgentConfig,
): readonly AgentProblem[] => {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    return [
      { at, message: 'the name of a CLI has letters, digits, ., _ and - only' },
    ];
  const fault = customFault(config);
  return fault === null ? [] : [{ at, message: fault }];
};
