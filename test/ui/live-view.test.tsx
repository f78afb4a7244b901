import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { toLiveDetails } from '../../src/view/live/details.ts';
import { toLiveModel } from '../../src/view/live/live.ts';
import type { LiveModel } from '../../src/view/live/live.ts';
import {
  at,
  buildState,
  buildUnit,
  runningAttempt,
} from '../helpers/build-state.ts';

// Ink draws nothing before the end where it takes the terminal for a CI's,
// and decides that while it loads.
const importLive = async () => {
  for (const name of Object.keys(process.env)) {
    if (name === 'CI' || name === 'CONTINUOUS_INTEGRATION')
      vi.stubEnv(name, undefined);
  }
  return import('../../src/ui/mount-live.tsx');
};

/** A terminal that remembers what was written. */
class FakeStdout extends EventEmitter {
  isTTY = true;
  columns = 70;
  rows = 14;
  written = '';
  write = (text: string): boolean => {
    this.written += text;
    this.emit('wrote');
    return true;
  };
  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }
}

class FakeStdin extends EventEmitter {
  isTTY: boolean;
  isRaw = false;
  #next: string | null = null;
  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }
  setRawMode(isRaw: boolean): void {
    if (!this.isTTY) throw new Error('no terminal');
    this.isRaw = isRaw;
  }
  type(keys: string): void {
    this.#next = keys;
    this.emit('readable');
  }
  read(): string | null {
    const next = this.#next;
    this.#next = null;
    return next;
  }
  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
}

const busy = (units = 3): State =>
  buildState(
    Array.from({ length: units }, (_, i) =>
      buildUnit(String(i + 1), {
        status: 'in_progress',
        attempts: [runningAttempt(String(i + 1), 'implement')],
      }),
    ),
  );

const modelAt = (seconds: number, units = 3): LiveModel =>
  toLiveModel(busy(units), {
    now: at(seconds),
    jobs: 2,
    activity: new Map(),
    isDraining: false,
    flags: [],
  });

const DECISION = {
  id: 'D1',
  task_id: taskId('1'),
  text: 'nobody is logged in',
  details: ['codex said 401'],
  command: 'orchestration-loop decide D1 --option 1',
  options: [
    { n: 1, label: 'Try again' },
    { n: 2, label: 'Skip it' },
  ],
};

type Options = { readonly isTTY?: boolean; readonly isColoured?: boolean };

async function open({ isTTY = true, isColoured = false }: Options = {}) {
  const { mountLive } = await importLive();
  const stdout = new FakeStdout();
  const stdin = new FakeStdin(isTTY);
  const keys: string[] = [];
  const live = mountLive({
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    initial: modelAt(1),
    isColoured,
    detailsOf: (id) =>
      toLiveDetails(busy(), {
        row: modelAt(1).rows.find((row) => row.task_id === id)!,
        now: at(1),
        log: Array.from({ length: 30 }, (_, n) => `heard ${n + 1}`),
      }),
    onDrain: () => keys.push('drain'),
    onPause: () => keys.push('pause'),
    onAnswer: (answer) => keys.push(JSON.stringify(answer)),
    onInterrupt: () => keys.push('interrupt'),
  });
  onTestFinished(() => live.end());
  return { live, stdout, stdin, keys };
}

/** Waits until what was written since `from` holds the text; says what there was when it never does. */
async function shows(
  stdout: FakeStdout,
  text: string,
  from = 0,
): Promise<string> {
  const seen = (): string =>
    stripVTControlCharacters(stdout.written.slice(from));
  await vi.waitFor(
    () => {
      if (!seen().includes(text))
        throw new Error(`no ${JSON.stringify(text)} in:\n${seen()}`);
    },
    { timeout: 5000, interval: 10 },
  );
  return seen();
}

describe('the live view', () => {
  test('shows the run as it is, and lines that stay above it', async () => {
    const { live, stdout } = await open();
    await shows(stdout, 'running 1s');
    live.update(modelAt(65), ['[1] implement 1 started (codex)']);
    const text = await shows(stdout, 'running 1m 05s');
    expect(text.split('[1] implement 1 started')).toHaveLength(2);
    expect(text.indexOf('[1] implement 1 started')).toBeLessThan(
      text.indexOf('running 1m 05s'),
    );
  });

  test('never clears the screen, through many units, lines and a smaller screen', async () => {
    const { live, stdout } = await open();
    for (const seconds of [2, 3, 4])
      live.update(modelAt(seconds, 100), [`line ${seconds}`]);
    await shows(stdout, 'running 4s');
    const from = stdout.written.length;
    stdout.resize(60, 8);
    live.update(modelAt(5, 100), ['line 5']);
    await shows(stdout, 'running 5s', from);
    expect(stdout.written).not.toContain('\u001b[2J');
    expect(stdout.written).not.toContain('\u001b[3J');
  });

  test('draws many updates as one frame, and no line is lost', async () => {
    const { live, stdout } = await open();
    await shows(stdout, 'running 1s');
    let writes = 0;
    stdout.on('wrote', () => writes++);
    for (let seconds = 2; seconds <= 500; seconds++)
      live.update(modelAt(seconds), seconds % 50 === 0 ? ['told'] : []);
    const text = await shows(stdout, 'running 8m 20s');
    expect(text.match(/told/g)).toHaveLength(10);
    // One frame for all of them, and a frame takes a few writes.
    expect(writes).toBeLessThan(10);
  });

  test('keys select, help, drain and interrupt, typed fast too', async () => {
    const { stdout, stdin, keys } = await open();
    await shows(stdout, '? help');
    stdin.type('\u001b[B');
    await shows(stdout, '› ● 1');
    let from = stdout.written.length;
    stdin.type('\u001b[B');
    await shows(stdout, '› ● 2', from);
    stdin.type('?');
    await shows(stdout, 'this help');
    from = stdout.written.length;
    stdin.type('?q');
    await shows(stdout, '› ● 2', from);
    stdin.type('\u0003');
    await vi.waitFor(() => expect(keys).toEqual(['drain', 'interrupt']));
  });

  test('Enter opens a unit with the end of its log, arrows scroll it, Esc leads back', async () => {
    const { stdout, stdin, keys } = await open();
    await shows(stdout, '? help');
    stdin.type('\u001b[B');
    await shows(stdout, '› ● 1');
    let from = stdout.written.length;
    stdin.type('\r');
    const first = await shows(stdout, '│ heard 30', from);
    expect(first).toContain('● 1  Unit 1');
    expect(first).toContain('attempts  implement 1 · codex · running');
    expect(first).not.toContain('heard 3\n');
    from = stdout.written.length;
    stdin.type('\u001b[5~');
    await shows(stdout, '│ heard 12', from);
    from = stdout.written.length;
    stdin.type('\u001b[6~');
    await shows(stdout, '│ heard 30', from);
    stdin.type('p');
    await vi.waitFor(() => expect(keys).toEqual(['pause']));
    from = stdout.written.length;
    stdin.type('\u001b');
    await shows(stdout, '› ● 1', from);
  });

  test('answers a decision by number and note; no letter of a note is a key', async () => {
    const { live, stdout, stdin, keys } = await open();
    const model = modelAt(2);
    live.update({ ...model, decisions: [DECISION] });
    await shows(stdout, 'd answer');
    stdin.type('d');
    await shows(stdout, '2. Skip it');
    stdin.type('\r');
    stdin.type('7');
    stdin.type('2');
    await shows(stdout, '› 2. Skip it');
    stdin.type('quit?');
    await shows(stdout, 'Note: quit?');
    stdin.type('\u007f');
    await shows(stdout, 'Note: quit▏');
    stdin.type('\r');
    await vi.waitFor(() =>
      expect(keys).toEqual(['{"decision_id":"D1","option":2,"note":"quit"}']),
    );
  });

  test('an answer that somebody else gives closes the question', async () => {
    const { live, stdout, stdin, keys } = await open();
    live.update({ ...modelAt(2), decisions: [DECISION] });
    await shows(stdout, 'd answer');
    stdin.type('d1');
    await shows(stdout, '› 1. Try again');
    const from = stdout.written.length;
    live.update(modelAt(3));
    await shows(stdout, '? help', from);
    stdin.type('\rq');
    await vi.waitFor(() => expect(keys).toEqual(['drain']));
  });

  test('reads no keys where the input is no terminal', async () => {
    const { stdout, stdin } = await open({ isTTY: false });
    await shows(stdout, 'running 1s');
    expect(stdin.listenerCount('readable')).toBe(0);
  });

  test('its end leaves what was told, gives the input back and hears of no resize', async () => {
    const { live, stdout, stdin } = await open();
    live.update(modelAt(2), ['told']);
    await shows(stdout, 'running 2s');
    expect(stdin.isRaw).toBe(true);
    await live.end();
    expect(stdin.isRaw).toBe(false);
    expect(stdout.listenerCount('resize')).toBe(0);
    const erased = stdout.written.slice(stdout.written.lastIndexOf('running'));
    expect(erased).toContain('\u001b[2K');
    expect(stripVTControlCharacters(erased)).not.toContain('told');
  });
});
