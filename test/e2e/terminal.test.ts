import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';
import { hasTmux, Terminal } from './terminal.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

const inTerminal = (ground: Ground, flags = ''): Terminal =>
  new Terminal(
    `${process.execPath} ${BIN} --spec ${ground.spec} --assign-backend none ${flags}; echo "exit $?"`,
    { cwd: ground.repo, env: ground.env },
  );

if (!hasTmux()) console.warn('skipped: tmux is not installed');

describe.skipIf(!hasTmux())('in a terminal', () => {
  test('it shows the plan and asks; no writes nothing and starts nothing', async () => {
    using ground = new Ground();
    const before = ground.files();
    const refs = ground.git('for-each-ref');
    using terminal = inTerminal(ground);
    const asked = await terminal.shows('Start? [y/N]');
    expect(asked).toContain('4 units');
    expect(asked).toContain('codex writes: -s workspace-write, network off');
    terminal.type('n', 'Enter');
    const end = await terminal.shows(/^exit 1/m);
    expect(end).toContain('Nothing was started');
    expect(ground.files()).toEqual(before);
    expect(ground.git('for-each-ref')).toBe(refs);
    expect(ground.calls()).toEqual([]);
  });

  test('Ctrl-C at the question is a no', async () => {
    using ground = new Ground();
    const before = ground.files();
    using terminal = inTerminal(ground);
    await terminal.shows('Start? [y/N]');
    terminal.type('C-c');
    await terminal.shows(/^exit 1/m);
    expect(ground.files()).toEqual(before);
  });

  test('yes runs it: units and progress while it runs, the summary after', async () => {
    using ground = new Ground();
    ground.script({ '4/implement-1': { hang: true } });
    using terminal = inTerminal(ground, '--grace 1s');
    await terminal.shows('Start? [y/N]');
    terminal.type('y', 'Enter');
    const live = await terminal.shows(/3\/4 units/);
    expect(live).toMatch(/✓ 1 +First +completed/);
    terminal.resize(60, 12);
    await terminal.shows(/4 +Fourth/);
    terminal.type('C-c');
    const end = await terminal.shows(/^exit 130/m);
    expect(end).toContain('Done:     3 of 4 units');
    expect(end).toContain('orchestration-loop --spec');
  });

  test('with a decision open it stays, takes the answer and goes on', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    ground.script({ '1/implement': { fail: '401 Unauthorized' } });
    using terminal = inTerminal(ground, '--yes');
    await terminal.shows('decide D1 --option 1');
    ground.script({});
    const answered = await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
    );
    expect(answered.exitCode).toBe(0);
    await terminal.shows(/^exit 0/m);
    expect(unitsOn(ground, 'main')).toEqual(['1']);
  });

  test('d answers a decision right here: a number, a note, Enter', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    ground.script({ '1/implement': { fail: '401 Unauthorized' } });
    using terminal = inTerminal(ground, '--yes');
    await terminal.shows('d answer');
    terminal.type('d');
    await terminal.shows('1. Try again, with my note');
    ground.script({});
    terminal.type('1');
    await terminal.shows('type a note');
    terminal.type('quite logged in now');
    await terminal.shows('Note: quite logged in now');
    terminal.type('Enter');
    await terminal.shows(/^exit 0/m);
    expect(unitsOn(ground, 'main')).toEqual(['1']);
    const journal = ground.read(
      `.orchestration/${basename(ground.spec)}/journal.ndjson`,
    );
    expect(journal).toContain('"note":"quite logged in now"');
  });

  test('q with only decisions left ends with 2', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    ground.script({ '1/implement': { fail: '401 Unauthorized' } });
    using terminal = inTerminal(ground, '--yes');
    await terminal.shows('decide D1 --option 1');
    terminal.type('q');
    await terminal.shows(/^exit 2/m);
  });
});
