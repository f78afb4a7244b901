import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const script = join(here, '..', '..', 'scripts', 'install-agents.mjs');

/** An npm that puts an executable in place which says the version asked for. */
const FAKE_NPM = `#!/usr/bin/env node
const fs = require('node:fs');
const path = require('node:path');
const [prefix] = process.argv.slice(process.argv.indexOf('--prefix') + 1);
const spec = process.argv.at(-1);
fs.appendFileSync(process.env.NPM_CALLS, spec + '\\n');
if (process.env.NPM_FAILS) { console.error('no such package'); process.exit(1); }
const version = process.env.NPM_SAYS ?? spec.slice(spec.lastIndexOf('@') + 1);
const name = { '@openai/codex': 'codex', '@google/gemini-cli': 'gemini' }[spec.slice(0, spec.lastIndexOf('@'))];
const bin = path.join(prefix, 'node_modules', '.bin');
fs.mkdirSync(bin, { recursive: true });
fs.writeFileSync(path.join(bin, name), '#!/bin/sh\\necho ' + name + ' ' + version + '\\n', { mode: 0o755 });
`;

class Project {
  readonly #dir: string;
  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async make(): Promise<Project> {
    const dir = await mkdtemp(join(tmpdir(), 'ra-install-'));
    await mkdir(join(dir, 'scripts'));
    await mkdir(join(dir, 'bin'));
    await copyFile(script, join(dir, 'scripts', 'install-agents.mjs'));
    await writeFile(join(dir, 'bin', 'npm'), FAKE_NPM);
    await chmod(join(dir, 'bin', 'npm'), 0o755);
    await writeFile(join(dir, 'calls'), '');
    return new Project(dir);
  }

  async run(args: readonly string[] = [], env: Record<string, string> = {}) {
    const child = spawn(
      process.execPath,
      [join(this.#dir, 'scripts', 'install-agents.mjs'), ...args],
      {
        env: {
          PATH:
            join(this.#dir, 'bin') + delimiter + (process.env['PATH'] ?? ''),
          NPM_CALLS: join(this.#dir, 'calls'),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  async calls(): Promise<readonly string[]> {
    const text = await readFile(join(this.#dir, 'calls'), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  path(...rest: readonly string[]): string {
    return join(this.#dir, '.cache', 'agents', ...rest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }
}

test('installs codex and gemini once, at exact versions', async () => {
  await using project = await Project.make();
  expect((await project.run()).code).toBe(0);
  const again = await project.run();
  expect(again.code).toBe(0);
  expect(again.said).toMatch(/codex \S+ is there[^]*gemini \S+ is there/);
  const calls = await project.calls();
  expect(calls).toHaveLength(2);
  for (const call of calls) expect(call).toMatch(/@\d+\.\d+\.\d+$/);
});

test('leaves one whole installation when two run at once', async () => {
  await using project = await Project.make();
  const runs = await Promise.all([project.run(), project.run(), project.run()]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const kept = await readdir(project.path());
  expect(kept.filter((entry) => entry.startsWith('.tmp'))).toEqual([]);
  expect(kept).toHaveLength(3);
  const target = await readlink(project.path('bin', 'codex'));
  expect(await readFile(project.path('bin', target), 'utf8')).toContain(
    'codex',
  );
});

test('removes what an install left that died, and nothing that may live', async () => {
  await using project = await Project.make();
  const dead = '.tmp-4194999-old';
  const young = '.tmp-4194999-young';
  const alive = `.tmp-${String(process.pid)}-old`;
  for (const name of [dead, young, alive])
    await mkdir(project.path(name), { recursive: true });
  for (const name of [dead, alive]) await utimes(project.path(name), 0, 0);
  await project.run(['codex']);
  const kept = await readdir(project.path());
  expect(kept).not.toContain(dead);
  expect(kept).toEqual(expect.arrayContaining([young, alive]));
});

test('fails with what npm said, and keeps nothing half made', async () => {
  await using project = await Project.make();
  const failed = await project.run([], { NPM_FAILS: '1' });
  expect(failed.code).toBe(1);
  expect(failed.said).toContain('codex could not be installed');
  expect(failed.said).toContain('no such package');
  expect(await readdir(project.path())).toEqual([]);
});

test('refuses an installation that is another version', async () => {
  await using project = await Project.make();
  const odd = await project.run(['codex'], { NPM_SAYS: '9.9.9' });
  expect(odd.code).toBe(1);
  expect(odd.said).toContain('codex --version says codex 9.9.9');
  expect(await readdir(project.path())).toEqual([]);
});

test('skips on demand and says so, but never in CI', async () => {
  await using project = await Project.make();
  const skipped = await project.run([], { SKIP_REAL_AGENTS: '1' });
  expect(skipped.code).toBe(0);
  expect(skipped.said).toContain('skipped');
  const inCi = await project.run([], { SKIP_REAL_AGENTS: '1', CI: 'true' });
  expect(inCi.code).toBe(1);
  expect(inCi.said).toContain('refused');
  expect(await project.calls()).toEqual([]);
});

test('names what it knows when asked for something else', async () => {
  await using project = await Project.make();
  const odd = await project.run(['cursor']);
  expect(odd.code).toBe(64);
  expect(odd.said).toContain('codex gemini claude opencode');
});
