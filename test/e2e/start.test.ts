import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a built program, with pipes for its output. */
const start = (bin: string, args: readonly string[]) =>
  spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('help of the built program', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ol-start-'));
    await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([[['--help']], [['run', '--help']], [['--version']]])(
    'loads no library, so it works where none is installed: %j',
    async (args) => {
      const child = start(join(folder, 'dist/bin.js'), args);
      const [stdout, stderr] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      expect(stderr).toBe('');
      expect(stdout).toMatch(
        /^(Usage: )?(orchestration-loop |\d+\.\d+\.\d+\n$)/,
      );
      expect(child.exitCode).toBe(0);
    },
  );

  test('needs its libraries for anything else', async () => {
    const child = start(join(folder, 'dist/bin.js'), ['lint']);
    const [stderr] = await Promise.all([
      text(child.stderr),
      once(child, 'exit'),
    ]);
    expect(stderr).toContain("Cannot find package 'commander'");
    expect(child.exitCode).toBe(1);
  });
});

test('a reader that leaves early does not make the program fail', async () => {
  const child = start(join(ROOT, 'dist/bin.js'), ['--help']);
  child.stdout.destroy();
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(stderr).toBe('');
  expect(child.exitCode).toBe(0);
});
