import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The agents whose real CLIs the tests can run. */
export type AgentName = 'codex' | 'gemini' | 'claude' | 'opencode';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The folder that puts the installed CLIs on a PATH. */
export const agentsBin: string = join(root, '.cache', 'agents', 'bin');

/** A PATH that finds the installed CLIs before anything the user has. */
export const agentsPath = (): string =>
  [agentsBin, process.env['PATH'] ?? ''].join(delimiter);

/**
 * Whether tests with these CLIs are to be skipped: only on demand and never in
 * CI, because a test that skips itself looks like one that passed.
 */
export const skipsRealAgents = (): boolean => {
  const isOn = (value: string | undefined): boolean =>
    value !== undefined && !['', '0', 'false'].includes(value);
  return isOn(process.env['SKIP_REAL_AGENTS']) && !isOn(process.env['CI']);
};

/** Throws with the way out when a CLI that a test needs is not installed. */
export const requireAgents = (names: readonly AgentName[]): void => {
  const missing = names.filter((name) => !existsSync(join(agentsBin, name)));
  if (missing.length > 0)
    throw new Error(
      `Not installed: ${missing.join(', ')}. Run: node scripts/install-agents.mjs ${missing.join(' ')} (SKIP_REAL_AGENTS=1 skips these tests)`,
    );
};

/** A PATH with these CLIs and none of the others that may be installed beside them. */
export const pathWithOnly = (
  names: readonly AgentName[],
  folder: string,
): string => {
  mkdirSync(folder, { recursive: true });
  for (const name of names)
    symlinkSync(realpathSync(join(agentsBin, name)), join(folder, name));
  return [folder, process.env['PATH'] ?? ''].join(delimiter);
};
