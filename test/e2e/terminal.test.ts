import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Ground, unitsOn } from './ground.ts';
import { hasTmux, Terminal } from './terminal.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

const inTerminal = (
  ground: Ground,
  flags = '',
  size: { readonly columns?: number; readonly rows?: number } = {},
): Terminal =>
  new Terminal(
    `${process.execPath} ${BIN} --spec ${ground.spec} --assign-backend none ${flags}; echo "exit $?"`,
    { cwd: ground.repo, env: ground.env, ...size },
  );

const ONE = '- [ ] 1. Only\n  - _writes: out/1.txt_\n';

/** What an agent says that is wider than any screen. */
const longSaying = `${JSON.stringify({
  type: 'item.completed',
  item: { id: 'item_9', type: 'agent_message', text: 'word 設計 '.repeat(25) },
})}\n`;

/** The frame that is on the screen, once and whole. */
function frameOn(terminal: Terminal): string {
  const screen = terminal.visible();
  expect(screen.match(/^(?:running|paused|draining) \d/gm)).toHaveLength(1);
  expect(screen.match(/\d+\/\d+ units/g)).toHaveLength(1);
  expect(screen.match(/· q drain|· Ctrl-C end/g)).toHaveLength(1);
  return screen;
}

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

  test('every key does what it says, from 60 by 12 to 200 by 60, resized while it runs', async () => {
    using ground = new Ground();
    const hang = { prints: [longSaying], hang: true };
    ground.script({ '1/implement-1': hang, '2/implement-1': {} });
    using terminal = inTerminal(ground, '--yes --grace 1s', {
      columns: 60,
      rows: 12,
    });
    await terminal.shows(/✓ 2 [^]*● 1|● 1[^]*✓ 2/);
    terminal.type('p');
    await terminal.shows(/^paused [^]*p go on/m);
    terminal.type('Down');
    await terminal.shows(/^› ● 1 /m);
    frameOn(terminal);
    terminal.type('Enter');
    await terminal.shows(/writes +out\/1\.txt/);
    terminal.resize(200, 60);
    await terminal.shows(/│ implement 1: (word 設計 ){13}/);
    expect(frameOn(terminal)).toContain('implement 1 · codex · running');
    terminal.type('Escape');
    await terminal.shows(/^› ● 1 /m);
    terminal.type('?');
    await terminal.shows('this help');
    terminal.type('?');
    await terminal.shows(/● 1 .*implement 1 .*word 設計 word/);
    terminal.resize(110, 50);
    await terminal.shows(/First {3}in progress {5}codex +\d/);
    // What the terminal broke into more rows is gone, too, and no row with it.
    expect(frameOn(terminal)).toMatch(/^ {2}✓ 2 /m);
    terminal.resize(60, 12);
    await terminal.shows(/^› ● 1 {2}First {3}in progress {5}word 設/m);
    frameOn(terminal);
    terminal.resize(80, 24);
    await terminal.shows('Enter details · Esc let go · p go on');
    terminal.type('p');
    await terminal.shows(/^running /m);
    terminal.type('q');
    await terminal.shows(/^draining [^]*Ctrl-C end/m);
    terminal.type('C-c');
    const end = await terminal.shows(/^exit 130/m);
    expect(end).toContain('Done:     1 of 4 units');
  });

  test('closing the terminal ends the run as a hangup, and the next start goes on', async () => {
    using ground = new Ground({ spec: ONE });
    ground.script({ '1/implement-1': { hang: true } });
    using terminal = inTerminal(ground, '--yes --grace 1s');
    await ground.sees('1/implement-1 start');
    await terminal.shows('● 1');
    terminal.close();
    const journal = `.orchestration/${basename(ground.spec)}/journal.ndjson`;
    await vi.waitFor(
      () => {
        expect(ground.read(journal)).toContain('"exit_code":129');
      },
      { timeout: 60_000, interval: 50 },
    );
    ground.script({});
    const next = await ground.go();
    expect(next.exitCode).toBe(0);
    expect(unitsOn(ground, 'main')).toEqual(['1']);
  });

  test('with a decision open it stays, takes the answer and goes on', async () => {
    using ground = new Ground({ spec: ONE });
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
    using ground = new Ground({ spec: ONE });
    ground.write(
      'orchestration.config.json',
      JSON.stringify({
        notify:
          'echo "$ORCHESTRATION_EVENT $ORCHESTRATION_EXIT_CODE" >> "$HOME/told"',
      }),
    );
    ground.script({ '1/implement': { fail: '401 Unauthorized' } });
    using terminal = inTerminal(ground, '--yes');
    await terminal.shows('d answer');
    expect(terminal.hasRung()).toBe(true);
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
    const told = readFileSync(join(ground.env['HOME'] ?? '', 'told'), 'utf8');
    expect(told).toBe('decision_opened \nrun_finished 0\n');
  });

  test('q with only decisions left ends with 2', async () => {
    using ground = new Ground({ spec: ONE });
    ground.script({ '1/implement': { fail: '401 Unauthorized' } });
    using terminal = inTerminal(ground, '--yes');
    await terminal.shows('decide D1 --option 1');
    terminal.type('q');
    await terminal.shows(/^exit 2/m);
  });
});
