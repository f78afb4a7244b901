// Types, lint and format in one go: all three are run and shown, whichever
// fails. On a CI machine lint starts without its cache, because a cached file
// does not notice that a type it uses has changed.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const STEPS = ['types', 'lint', 'format:check'];

function run(step) {
  return new Promise((done, fail) => {
    const child = spawn('npm', ['run', '--silent', step], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', fail);
    child.on('close', (code) =>
      done({ step, code, output: Buffer.concat(chunks).toString() }),
    );
  });
}

if (process.env.CI) {
  await rm(`${ROOT}/node_modules/.cache/eslint`, {
    recursive: true,
    force: true,
  });
}
for (const { step, code, output } of await Promise.all(STEPS.map(run))) {
  process.stdout.write(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${step}\n${output}`,
  );
  if (code !== 0) process.exitCode = 1;
}
