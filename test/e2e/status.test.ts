import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { hasTmux, Terminal } from './terminal.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

const watching = (ground: Ground, folder: string): Terminal =>
  new Terminal(`${process.execPath} ${BIN} status --watch; echo "exit $?"`, {
    cwd: folder,
    env: ground.env,
    columns: 60,
    rows: 14,
  });

if (!hasTmux()) console.warn('skipped: tmux is not installed');

describe.skipIf(!hasTmux())('status --watch in a terminal', () => {
  test('shows from a folder below how the run goes on; q leaves it alone, and a kill is noticed', async () => {
    using ground = new Ground();
    ground.script({ '3/implement': { hang: true } });
    const run = ground.start('--spec', ground.spec, '--assign-backend', 'none');
    await ground.sees('1/implement-1 start');
    const folder = join(ground.repo, 'src/deep');
    mkdirSync(folder, { recursive: true });
    using first = watching(ground, folder);
    const board = await first.shows(/3 +Third +implement 1 by codex/);
    expect(board).toMatch(/2\/4 units completed/);
    expect(board).toMatch(/4 +Fourth +next: after 3/);
    expect(board.match(/Next: watch it/g)).toHaveLength(1);
    expect(board).toContain(`(process ${run.child.pid})`);
    first.type('q');
    await first.shows(/^exit 0/m);
    expect(run.child.exitCode).toBeNull();

    using second = watching(ground, folder);
    await second.shows('Next: watch it');
    run.child.kill('SIGKILL');
    const cut = await second.shows(/^exit 1/m);
    expect(cut).toContain('not running, and not ended: it was cut');
    // In place of the board before it, not below.
    expect(cut.match(/Planned/g)).toHaveLength(1);
    expect(cut).toContain('left over: 1 process of it');
    expect(cut).toContain('Next: go on');

    // The next start ends what is left; whoever waits gets its exit code.
    ground.script({ '3/implement': { fail: '401 Unauthorized' } });
    const again = ground.start('--spec', ground.spec);
    await ground.sees('3/implement-2 start');
    const waited = await ground.run('status', '--watch', '--json');
    expect(waited.exitCode).toBe((await again.ended).exitCode);
    const last = waited.stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      runner: expect.any(Object) as object,
      next_command: expect.stringContaining('decide D1') as string,
    });
  });
});
