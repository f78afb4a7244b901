import type { Backend } from './backend.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
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
