import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Folders and files a user needs; nothing else is worth its download. */
const WANTED = [
  'conformance',
  'demo',
  'dist',
  'prompts',
  'references',
  'scripts',
];
const ALLOWED = [...WANTED, 'LICENSE', 'README.md', 'package.json'];
const MAX_BYTES = 3_000_000;

type Packed = {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
};

/** Starts npm or npx with a cache that is the project's, not the user's. */
const run = (command: 'npm' | 'npx', args: readonly string[], cwd: string) =>
  promisify(execFile)(command, args, {
    cwd,
    env: { ...process.env, npm_config_cache: join(ROOT, '.cache/npm') },
  });

describe('the package', () => {
  let folder: string;
  let packed: Packed;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ol-pack-'));
    // The build before the tests is the one that `npm pack` would make.
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      ROOT,
    );
    packed = (JSON.parse(stdout) as [Packed])[0];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('holds the program, its prompts, references, demo, conformance kit and steps, and nothing else', () => {
    const top = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...top].filter((name) => !ALLOWED.includes(name ?? ''))).toEqual(
      [],
    );
    expect([...top]).toEqual(expect.arrayContaining(WANTED));
    expect(packed.unpackedSize).toBeLessThan(MAX_BYTES);
  });

  test('has a program that can be executed', () => {
    const bin = packed.files.find(({ path }) => path === 'dist/bin.js');
    expect(bin?.mode).toBe(0o755);
  });

  test('has every step under its original name, which runs from there', async () => {
    const own = packed.files.filter(({ path }) => path.startsWith('scripts/'));
    const steps = own.filter(({ path }) => !path.endsWith('.mjs'));
    expect(steps).toHaveLength(7);
    expect(new Set(steps.map(({ mode }) => mode))).toEqual(new Set([0o755]));
    await promisify(execFile)('tar', ['xzf', packed.filename], { cwd: folder });
    for (const { path } of steps) {
      const { stdout } = await promisify(execFile)(
        join(folder, 'package', path),
        ['--help'],
      );
      expect(stdout).toContain('Usage: ');
    }
  });

  test('runs in an empty folder without being installed', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const { stdout } = await run(
      'npx',
      ['--yes', `../${packed.filename}`, '--help'],
      empty,
    );
    expect(stdout).toContain('Usage: orchestration-loop');
    expect(await readdir(empty)).toEqual([]);
  });
});
