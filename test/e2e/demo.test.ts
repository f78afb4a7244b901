import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const start = promisify(execFile);

describe('the demo', () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ol-demo-')));
  const folder = join(dir, 'scratch');
  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  test('runs its spec to the end and says where to look', async () => {
    const { stdout } = await start(process.execPath, [BIN, 'demo', folder], {
      env: {
        PATH: process.env['PATH'],
        HOME: dir,
        XDG_CACHE_HOME: join(dir, 'cache'),
      },
    });
    expect(stdout).toMatch(/review by \w+: major/);
    expect(stdout).toContain('fix 1 ended');
    expect(stdout).toContain('Done:     7 of 7 units');
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(folder);
  });

  test('leaves the merged code, every required box ticked, and the state', () => {
    const read = (path: string): string =>
      readFileSync(join(folder, path), 'utf8');
    const tasks = read('.kiro/specs/recipe-box/tasks.md');
    expect(tasks).not.toMatch(/- \[[ -]\] /);
    expect(tasks).toMatch(/- \[ \]\* /);
    for (const name of ['AGENT_STATE.json', 'TASKS_PARSED.json']) {
      expect(
        () => JSON.parse(read(`.kiro/specs/${name}`)) as unknown,
      ).not.toThrow();
    }
    expect(read('.kiro/specs/PROJECT_PULSE.md')).toContain('7 of 7 units');
    execFileSync(process.execPath, ['--test'], { cwd: folder });
  });

  test('refuses a folder that is not empty', async () => {
    const again = start(process.execPath, [BIN, 'demo', folder]);
    await expect(again).rejects.toMatchObject({ code: 1 });
  });
});
