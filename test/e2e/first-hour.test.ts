import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/program.ts';
import { Ground } from './ground.ts';

const ROOT = join(import.meta.dirname, '../..');
const NAME = 'orchestration-loop';
const SPEC = '.kiro/specs/my-feature';

/** The lines of the README's shell blocks, in their order, without comments. */
const LINES = [
  ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(
    /^```sh\n([\s\S]*?)^```$/gm,
  ),
]
  .flatMap(([, block = '']) => block.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');
const COMMANDS = LINES.filter((line) => line.startsWith(`${NAME} `));

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ol-hour-')));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder for PATH with one program in it. */
function programIn(folder: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, NAME), text);
  chmodSync(join(folder, NAME), 0o755);
  return folder;
}

describe('the commands of the README', () => {
  test('are there', () => {
    expect(LINES).toContain('npm ci && npm run demo');
    expect(COMMANDS).toContain(`${NAME} --spec ${SPEC}`);
    expect(COMMANDS.length).toBeGreaterThanOrEqual(4);
  });

  test.each(COMMANDS)('%s is a command line of the program', (line) => {
    const path = programIn(
      join(dir, 'echo'),
      `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)));\n`,
    );
    const { stdout } = spawnSync('sh', ['-c', line], {
      encoding: 'utf8',
      env: { PATH: [path, process.env['PATH']].join(delimiter) },
    });
    const args = JSON.parse(stdout) as readonly string[];
    expect(() => parseArguments(args)).not.toThrow();
  });

  test('try it: the demo runs to its end in a fresh copy', async () => {
    const copy = join(dir, 'copy');
    const others = ['node_modules', 'dist', '.git', '.cache', 'coverage'];
    cpSync(ROOT, copy, {
      recursive: true,
      filter: (path) => !others.includes(basename(path)),
    });
    // What `npm ci` makes; the rest of the line is run as it is written.
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    mkdirSync(join(dir, 'tmp'));
    const line = LINES.find((each) => each.includes('npm run demo')) ?? '';
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-c', line.replace(/^npm ci && /, '')],
      {
        cwd: copy,
        env: {
          PATH: process.env['PATH'],
          HOME: dir,
          XDG_CACHE_HOME: join(dir, 'cache'),
          TMPDIR: join(dir, 'tmp'),
        },
      },
    );
    expect(stdout).toContain('Done:     7 of 7 units');
    expect(stdout).toMatch(/^Look at it: cd /m);
  });

  test('first real run, and what comes after: in their order, with a scripted agent', async () => {
    using ground = new Ground({ git: false });
    const tasks = ['1. Store', '2. Search', '3. Page'].map(
      (title, i) => `- [ ] ${title}\n  - _writes: out/${i + 1}.txt_\n`,
    );
    ground.write(`${SPEC}/tasks.md`, tasks.join(''));
    ground.git('init', '--quiet', '--initial-branch=main');
    ground.git('add', '--all');
    ground.git('commit', '--quiet', '--message=Start');
    const bin = JSON.stringify(join(ROOT, 'dist/bin.js'));
    const path = programIn(
      join(dir, 'program'),
      `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${bin} "$@"\n`,
    );
    const env = {
      ...ground.env,
      PATH: [path, ground.env['PATH']].join(delimiter),
      // Logged in, as the README asks for.
      CODEX_API_KEY: 'key-of-a-test-1234',
    };
    for (const line of COMMANDS) {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
        cwd: ground.repo,
        env,
        encoding: 'utf8',
      });
      expect([line, status], stdout + stderr).toEqual([line, expectedOf(line)]);
    }
    expect(ground.read(`${SPEC}/tasks.md`)).not.toContain('[ ]');
    expect(ground.git('log', '--format=%s')).toContain('Store');
  });
});

/** Without an open decision there is nothing to answer, and without a terminal nobody to ask. */
const expectedOf = (line: string): number =>
  /^\S+ (decide D|reopen )/.test(line) ? 64 : 0;
