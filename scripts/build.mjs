// Bundles src/bin.ts into dist: one small file to start, a chunk for each
// command, so that nothing is loaded before it is used.
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/** Writes the bundle; returns the names of the files it consists of. */
export async function bundle(outdir = join(ROOT, 'dist')) {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { bin: 'src/bin.ts' },
    outdir,
    bundle: true,
    splitting: true,
    // Flat, so that every chunk is one folder below the package's root.
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    jsx: 'automatic',
    sourcemap: true,
    // Stack traces need names and lines; the text is in the repository.
    sourcesContent: false,
    write: false,
    logLevel: 'warning',
  });
  await mkdir(outdir, { recursive: true });
  const files = result.outputFiles.map(({ path, contents }) => ({
    name: basename(path),
    contents,
  }));
  // The entry goes last: whoever starts it meanwhile finds all its chunks.
  files.sort((a, b) => Number(isEntry(a.name)) - Number(isEntry(b.name)));
  for (const file of files)
    await replace(join(outdir, file.name), file.contents);
  await chmod(join(outdir, 'bin.js'), 0o755);

  const names = new Set(files.map((file) => file.name));
  const stale = (await readdir(outdir)).filter((name) => !names.has(name));
  await Promise.all(
    stale.map((name) =>
      rm(join(outdir, name), { recursive: true, force: true }),
    ),
  );
  return [...names];
}

const isEntry = (name) => name.startsWith('bin.');

async function replace(path, contents) {
  const old = await readFile(path).catch(() => undefined);
  if (old?.equals(contents)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

if (
  process.argv[1] &&
  resolve(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  await bundle();
}
