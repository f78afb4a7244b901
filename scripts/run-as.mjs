// The steps of a run under the names of the original program's scripts: each of
// them is one command of this program, in this process, with the same arguments.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

/** Runs a command of the program with the arguments this process got. */
export async function runAs(command) {
  requireBuild();
  const given = process.argv.slice(2);
  const args = command === 'parse' ? given : withFlags(given);
  process.argv = [process.execPath, BIN, command, ...args];
  await import(BIN);
}

/**
 * The original's scripts took the state file, or the spec, as their first
 * argument; it is what `--state` and `--spec` name here.
 */
export function withFlags([first, ...rest]) {
  if (first === undefined) return [];
  if (first.startsWith('-')) return [first, ...rest];
  return [first.endsWith('.json') ? '--state' : '--spec', first, ...rest];
}

/** In a checkout the program has to be built once; a package has it built. */
export function requireBuild() {
  if (existsSync(BIN)) return;
  process.stderr.write('error: dist/bin.js is missing\nhint: npm run build\n');
  process.exit(1);
}
