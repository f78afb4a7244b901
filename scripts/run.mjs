// Runs a TypeScript script on every supported Node: `node scripts/run.mjs
// scripts/name.ts [args]`. Node 20 cannot strip types, so the script is bundled
// first. It runs in the project's root.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error('usage: node scripts/run.mjs scripts/NAME.ts [ARGS]');
  process.exit(64);
}

const outfile = join(
  ROOT,
  'node_modules/.cache/scripts',
  `${basename(script).replace(/\.ts$/, '')}.mjs`,
);
await build({
  absWorkingDir: ROOT,
  entryPoints: [script],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  jsx: 'automatic',
  sourcemap: 'inline',
  logLevel: 'warning',
});

const child = spawn(
  process.execPath,
  ['--enable-source-maps', outfile, ...args],
  { cwd: ROOT, stdio: 'inherit' },
);
// A terminal signals the whole group; this one waits for the script's answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
