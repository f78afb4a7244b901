/*
 * Roles list backends as `name` or `name:model`; the state keeps that text.
 * The name alone is the CLI: it is what is installed, logged in and limited.
 */

/** The CLI of an entry of a role: `codex` of `codex:gpt-5.5`. */
export const cliOf = (backend: string): string =>
  backend.split(':', 1)[0] ?? '';

/** The model that an entry asks for, null where it leaves the choice open. */
export function modelOf(backend: string): string | null {
  const at = backend.indexOf(':');
  return at === -1 ? null : backend.slice(at + 1);
}
