import { cliOf, modelOf } from '../../model/backend.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { Backend } from './backend.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { customBackend } from './custom.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';

/** The CLIs that are known by name, in the order in which a reviewer is chosen. */
export const BACKENDS: readonly Backend[] = [codex, gemini, claude, opencode];

/** Names people use for a backend, beside its own. */
const ALIASES: Readonly<Record<string, string>> = {
  'claude-code': 'claude',
  'gemini-cli': 'gemini',
  'codex-cli': 'codex',
};

/** The backend of a name; null where there is none. */
export const backendNamed = (name: string): Backend | null => {
  const own = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return BACKENDS.find((backend) => backend.name === own) ?? null;
};

/** `agents` of the config. */
export type AgentConfigs = Readonly<Record<string, AgentConfig>>;

/** A backend with the configuration that a call of it has. */
export type SettledBackend = {
  readonly backend: Backend;
  readonly config: AgentConfig;
};

/**
 * The backend of an entry of a role (`codex`, `codex:gpt-5.5`, a CLI of the
 * config's own), with the model that the entry names before the config's; null
 * where there is none.
 */
export const settleBackend = (
  entry: string,
  agents: AgentConfigs,
): SettledBackend | null => {
  const name = cliOf(entry);
  const known = backendNamed(name);
  const said = configOf(name, agents) ?? configOf(known?.name ?? '', agents);
  const model = modelOf(entry) ?? said?.model;
  const config = { ...said, ...(model === undefined ? {} : { model }) };
  if (known !== null) return { backend: known, config };
  return said === null
    ? null
    : { backend: customBackend(name, config), config };
};

const configOf = (name: string, agents: AgentConfigs): AgentConfig | null =>
  Object.hasOwn(agents, name) ? (agents[name] ?? null) : null;

/** Every name that a role may have: the known CLIs and those of the config. */
export const backendNames = (agents: AgentConfigs): readonly string[] => [
  ...new Set([...BACKENDS.map(({ name }) => name), ...Object.keys(agents)]),
];
