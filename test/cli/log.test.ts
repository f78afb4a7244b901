import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openJournal } from '../../src/adapters/store/journal.ts';
import {
  createFolders,
  resolveLayout,
} from '../../src/adapters/store/layout.ts';
import {
  readHostFacts,
  readStartTime,
} from '../../src/adapters/store/process-facts.ts';
import type { Event } from '../../src/model/event.ts';
import { ManualClock } from '../helpers/manual-clock.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { unit, World } from '../helpers/world.ts';
import { runCli, type CliResult } from './run-cli.ts';

const SPEC = '.kiro/specs/demo';

/** A workdir whose journal is written as far as wanted, and logs as agents left them. */
class History {
  readonly folder = tempFolder();
  readonly layout;
  readonly #journal;

  constructor() {
    mkdirSync(join(this.folder, SPEC), { recursive: true });
    writeFileSync(join(this.folder, SPEC, 'tasks.md'), '- [ ] 1. One\n');
    const place = { workdir: this.folder, specFolder: SPEC, output: null };
    this.layout = resolveLayout(place);
    createFolders(this.layout);
    this.#journal = openJournal({
      ...{ path: this.layout.journal, clock: new ManualClock() },
      guard: () => undefined,
    }).journal;
  }

  append(events: readonly Event[]): void {
    this.#journal.append(events.map(({ seq: _seq, at: _at, ...body }) => body));
  }

  /** Adds to a log of an attempt. */
  print(attempt: string, text: string, name = 'stdout.log'): void {
    const folder = join(this.layout.attempts, attempt);
    mkdirSync(folder, { recursive: true });
    appendFileSync(join(folder, name), text);
  }

  /** This process holds the run. */
  hold(): void {
    const lease = {
      ...readHostFacts(),
      ...{ pid: process.pid, pid_started: readStartTime(process.pid) },
      ...{ run_id: 'r', nonce: 'n', since: '2026-01-02T10:00:00.000Z' },
    };
    const [lock] = this.layout.locks;
    writeFileSync(lock?.leasePath ?? '', JSON.stringify(lease));
  }

  log(...args: readonly string[]): Promise<CliResult> {
    return runCli(['log', ...args], { cwd: this.folder });
  }
}

const said = (text: string): string =>
  `${JSON.stringify({ type: 'item.completed', item: { type: 'agent_message', id: 'm', text } })}\n`;

/** The same of the reviewer's CLI. */
const found = (content: string): string =>
  `${JSON.stringify({ type: 'message', role: 'assistant', content, delta: true })}\n`;

/** Two units that went through, and what their agents printed. */
function whole(): {
  readonly history: History;
  readonly events: readonly Event[];
} {
  const world = new World([unit('1'), unit('2')]);
  world.run();
  const history = new History();
  history.append(world.events);
  history.print('1-implement-1', said('Working on one.\nStill.'));
  history.print('1-implement-1', 'half a li');
  history.print('1-implement-1', 'a warning\n', 'stderr.log');
  history.print('1-review-1', found('It is fine.'));
  history.print('1-review-1-again', found('Once more.'));
  history.print(
    '2-implement-1',
    said('\u001b]0;pwned\u0007\u001b[31mred\u202e'),
  );
  return { history, events: world.events };
}

describe('log', () => {
  test('shows what happened and what agents said, each behind its name, nothing that drives a terminal', async () => {
    const { history } = whole();
    const { exitCode, stdout, stderr } = await history.log();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^2\d{3}-\d\d-\d\d UTC$/m);
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d {2}\[1\] implement 1 started \(codex\)$/m,
    );
    expect(stdout).toContain(
      [
        '          1/implement-1 | Working on one.',
        '          1/implement-1 | Still.',
        '          1/implement-1 | half a li',
        '          1/implement-1 ! a warning',
      ].join('\n'),
    );
    expect(stdout).toMatch(
      /1\/review-1 \| It is fine\.\n.*1\/review-1 \| Once more\./,
    );
    expect(stdout).toContain('2/implement-1 | red\n');
    expect(stdout).not.toMatch(/[\u001b\u0007\u202e]|pwned/);
    expect(stdout).toContain('run finished: 2/2 units completed');
  });

  test('reads no file that something else was put in the place of: a link, a folder, a pipe', async () => {
    const { history } = whole();
    const { attempts } = history.layout;
    const secret = join(history.folder, 'private');
    mkdirSync(secret);
    writeFileSync(join(secret, 'stdout.log'), 'behind the link');
    rmSync(join(attempts, '1-implement-1'), { recursive: true });
    symlinkSync(secret, join(attempts, '1-implement-1'));
    rmSync(join(attempts, '1-review-1/stdout.log'));
    symlinkSync(
      join(secret, 'stdout.log'),
      join(attempts, '1-review-1/stdout.log'),
    );
    rmSync(join(attempts, '2-implement-1/stdout.log'));
    execFileSync('mkfifo', [join(attempts, '2-implement-1/stdout.log')]);
    mkdirSync(join(attempts, '2-implement-1/stderr.log'));
    const { exitCode, stdout } = await history.log();
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('behind the link');
    expect(stdout).toContain('1/review-1 | Once more.');
    expect(stdout).toContain('run finished: 2/2 units completed');
  });

  test('of one unit shows that unit, of one attempt that attempt', async () => {
    const { history } = whole();
    const one = (await history.log('1')).stdout;
    expect(one).toContain('1/implement-1 | Working');
    expect(one).not.toMatch(/\[2\]|2\/implement/);
    const review = (await history.log('1', '--attempt', '2')).stdout;
    expect(review).toContain('It is fine.');
    expect(review).not.toContain('Working');
    expect((await history.log('1', '--attempt', 'review-1')).stdout).toBe(
      review,
    );
    const both = (await history.log('1', '2')).stdout;
    expect(both).toContain('[2] implement 1');
  });

  test('for programs is one object a line', async () => {
    const { history, events } = whole();
    const { stdout } = await history.log('--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ source }) => source === 'event')).toHaveLength(
      events.length,
    );
    expect(lines).toContainEqual({
      ...{ at: null, unit: '1', attempt: '1/implement-1', source: 'stderr' },
      text: 'a warning',
    });
    expect(lines.find(({ event }) => event !== undefined)).toMatchObject({
      ...{ unit: 'run', attempt: null, source: 'event' },
      event: { seq: 1, type: 'run_started' },
    });
  });

  test.each([
    [['7'], 'no unit is called "7"', 'There are 1, 2, run, final.'],
    [['1', '--attempt', '9'], 'no attempt "9" of 1', '1: 1 (implement-1)'],
    [['--attempt', '1'], '--attempt needs a unit', 'log UNIT --attempt 1'],
  ])('%j is wrong usage', async (args, message, hint) => {
    const { history } = whole();
    const { exitCode, stdout, stderr } = await history.log(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  test('follows until the run ends, and holds half a line back until it is whole', async () => {
    const world = new World([unit('1')]);
    world.run();
    const ended = world.events.findIndex(
      ({ type }) => type === 'attempt_ended',
    );
    const history = new History();
    history.append(world.events.slice(0, ended));
    history.hold();
    history.print('1-implement-1', `${said('First.')}not yet wh`);
    // Read after the half line: once it is shown, that was looked at.
    history.print('1-implement-1', 'looked\n', 'stderr.log');
    const stdout = new PassThrough();
    let seen = '';
    const waiting: (() => void)[] = [];
    stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      for (const look of waiting) look();
    });
    const shows = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (seen.includes(text)) resolve();
        };
        waiting.push(look);
        look();
      });
    const following = runCli(['log', '1', '--follow'], {
      ...{ cwd: history.folder, stdout },
    });
    await shows('! looked');
    expect(seen).toContain('| First.');
    history.print('1-implement-1', said('ole').replace(/^\{/, 'ole {'));
    await shows('| not yet whole {');
    expect(seen.match(/not yet wh/g)).toHaveLength(1);
    history.print('1-implement-1', 'the end');
    history.append(world.events.slice(ended));
    await shows('run finished');
    expect(seen).toMatch(/\| the end\n.*implement 1 ended/);
    expect((await following).exitCode).toBe(0);
  });
});
