import { fileURLToPath } from 'node:url';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a TypeScript program that a second process can run: Node 20 runs none
 * itself. The result lies where the packages are found.
 */
export async function bundleScript(path: string): Promise<string> {
  const name = basename(path).replace(/\.ts$/, '');
  const outfile = join(
    ROOT,
    'node_modules/.cache/test-scripts',
    `${name}-${process.pid}.mjs`,
  );
  await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
