import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import {
  createFolders,
  resolveLayout,
} from '../../src/adapters/store/layout.ts';
import {
  readHostFacts,
  readStartTime,
} from '../../src/adapters/store/process-facts.ts';
import { openJournal } from '../../src/adapters/store/journal.ts';
import { readKnownRun } from '../../src/cli/records/known-run.ts';
import type { EventBody } from '../../src/model/event.ts';
import { EXIT_CODES } from '../../src/model/exit-codes.ts';
import { unit, World } from '../helpers/world.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli, type CliResult } from './run-cli.ts';

const SPEC = '.kiro/specs/demo';

/** What the command prints for programs. */
type Told = {
  readonly tasks: readonly unknown[];
  readonly runner: Readonly<Record<string, unknown>>;
  readonly board: {
    readonly next: readonly string[];
    readonly doing: readonly Readonly<Record<string, unknown>>[];
  };
  readonly next_command: string;
};

const layoutOf = (folder: string) =>
  resolveLayout({ workdir: folder, specFolder: SPEC, output: null });

/** A spec whose run is in the middle: 1 is being implemented, everything else waits for something. */
function midway(): string {
  const folder = tempFolder();
  mkdirSync(join(folder, SPEC), { recursive: true });
  writeFileSync(join(folder, SPEC, 'tasks.md'), '- [ ] 1. One\n');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/codex'), '', { mode: 0o755 });
  const world = new World(
    [
      unit('1', { writes: ['src/1.ts', 'src/both.ts'] }),
      unit('2', { writes: ['src/2.ts', 'src/both.ts'] }),
      unit('3', { needs: ['1'], why: ['3 after 1: _Depends: 1_'] }),
      unit('4'),
      unit('5', { manual: true }),
      unit('6'),
    ],
    {
      limits: {
        jobs: 2,
        resources: { db: { slots: 1, units: ['1', '4'], writes: [] } },
      },
    },
  );
  world.settle();
  const layout = layoutOf(folder);
  createFolders(layout);
  const { journal } = openJournal({
    path: layout.journal,
    clock: systemClock,
    guard: () => undefined,
  });
  const recorded = (value: unknown) => ({ value, source: 'file' });
  const config: EventBody = {
    type: 'config_changed',
    changes: {
      jobs: recorded(3),
      resources: recorded(world.limits.resources),
      caps: recorded({ backends: {}, roles: { implement: 2 } }),
    },
  };
  const [first, ...others] = world.events.map(
    ({ seq: _seq, at: _at, ...body }) => body,
  );
  journal.append(first === undefined ? [] : [first, config, ...others]);
  journal[Symbol.dispose]();
  return folder;
}

const status = (folder: string, ...flags: string[]): Promise<CliResult> =>
  runCli(['status', '--spec', SPEC, ...flags], {
    cwd: folder,
    env: { PATH: join(folder, 'bin') },
  });

/** A process that carries the mark of the unit's running attempt, until it is disposed. */
function agentOf(folder: string, id: string): Disposable {
  const { units } = readKnownRun(layoutOf(folder));
  const unit = units.find(({ plan }) => plan.task_id === id);
  const child = spawn('sleep', ['600'], {
    env: {
      ...process.env,
      ORCHESTRATION_MARK: unit?.attempts.at(-1)?.mark,
    },
  });
  return {
    [Symbol.dispose]: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Writes a lease as the process of this id has it. */
function holdAs(folder: string, pid: number): void {
  const [lock] = layoutOf(folder).locks;
  const lease = {
    ...readHostFacts(),
    ...{ pid, pid_started: readStartTime(pid), run_id: 'r', nonce: 'n' },
    since: '2026-01-02T10:00:00.000Z',
  };
  writeFileSync(lock?.leasePath ?? '', JSON.stringify(lease));
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('a run that is cut off shows as a board: who waits for what, what is stale, what is next, and the command', async () => {
  const folder = midway();
  const { exitCode, stdout } = await status(folder);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "spec: not running, and not ended: it was cut off
    ░░░░░░░░░░░░░░░░░░░░ 0/6 units completed, 0 %
    Planned (3)
      · 2  Unit 2  1 holds files it needs
      · 3  Unit 3  after 1
      · 4  Unit 4  next: only 2 agents at once for implement
    Doing (2)
      ● 1  Unit 1  stale: nothing works on it; the next start takes it up
      ● 6  Unit 6  stale: nothing works on it; the next start takes it up
    Blocked (1)
      ! 5  Unit 5  decision D1: marked as manual
    Decisions
      ! D1  unit 5: A person has to do this: Unit 5
    Next: answer D1, then start the run again
      orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo
    "
  `);
});

test('of a run that is held, units whose agent lives are not stale', async () => {
  const folder = midway();
  using _one = agentOf(folder, '1');
  holdAs(folder, process.pid);
  const { stdout } = await status(folder);
  expect(stdout).toContain(`(process ${process.pid})`);
  expect(stdout).toMatch(/● 1 +Unit 1 +implement 1 by codex, \d/);
  expect(stdout).not.toContain('stale');
  expect(stdout).toContain('Next: answer D1; the run goes on with it');
});

test('an agent that is left of a dead run is said', async () => {
  const folder = midway();
  using _one = agentOf(folder, '1');
  const told = plain((await status(folder)).stdout);
  expect(told).toContain(
    'Unit 1 left over: 1 process of it; the next start ends it',
  );
  expect(told).toContain('Unit 6 stale: nothing works on it');
});

test('for programs the state comes with the board, the runner and the next command', async () => {
  const folder = midway();
  const dead = JSON.parse((await status(folder, '--json')).stdout) as Told;
  expect(dead.runner).toEqual({
    ...{ alive: false, pid: null, host: null, since: null },
  });
  expect(dead.board.next).toEqual(['4']);
  expect(dead.board.doing).toMatchObject([
    {
      task_id: '1',
      attempt: 'implement 1',
      stale: expect.any(String) as string,
    },
    { task_id: '6' },
  ]);
  expect(dead.next_command).toBe(
    `orchestration-loop decide D1 --option 1 --spec ${SPEC}`,
  );
  expect(dead.tasks).toHaveLength(6);
  holdAs(folder, process.pid);
  const live = JSON.parse((await status(folder, '--json')).stdout) as Told;
  expect(live.runner).toMatchObject({ alive: true, pid: process.pid });
});

test('one unit is explained whole: files, dependencies, resources, slots, the decision and its command', async () => {
  const folder = midway();
  const two = plain((await status(folder, '--explain', '2')).stdout);
  expect(two).toContain('Not started. Now: 1 holds files it needs.');
  expect(two).toContain(
    'It never runs beside 1 (in progress, holds them): src/both.ts.',
  );
  expect(two).toContain('2 of 3 slots taken.');
  const three = plain((await status(folder, '--explain', '3')).stdout);
  expect(three).toContain('It depends on 1 (in progress).');
  expect(three).toContain('3 after 1: _Depends: 1_.');
  const four = plain((await status(folder, '--explain', '4')).stdout);
  expect(four).toContain(
    'Its agent needs db (1 at a time): in use by the agent of 1.',
  );
  const { stdout } = await status(folder, '--explain', '5');
  expect(plain(stdout)).toContain(
    'Decision D1: A person has to do this: Unit 5.',
  );
  // Whole, on a line of its own: it is there to be pasted.
  expect(stdout).toContain(
    `\n  - I did it\n    orchestration-loop decide D1 --option 1 --spec ${SPEC}\n`,
  );
});

test('of a run that has ended there is no board to watch', async () => {
  const folder = midway();
  const { journal } = openJournal({
    path: layoutOf(folder).journal,
    clock: systemClock,
    guard: () => undefined,
  });
  const counts = { completed: 0, total: 6, landed: false };
  const end = { exit_code: EXIT_CODES.decisions, reason: 'decisions' };
  journal.append([{ type: 'run_finished', ...end, ...counts }]);
  journal[Symbol.dispose]();
  const { exitCode, stdout } = await status(folder, '--watch');
  expect(exitCode).toBe(2);
  expect(stdout).not.toMatch(/not ended|Blocked \(/);
  expect(stdout).toMatch(/^Not complete: /);
});

test('without a name every open unit is explained, also as JSON', async () => {
  const folder = midway();
  const { stdout } = await status(folder, '--explain', '--json');
  const { explanations } = JSON.parse(stdout) as {
    readonly explanations: readonly { readonly task_id: string }[];
  };
  expect(explanations.map(({ task_id }) => task_id)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
});

test('a run whose journal is gone was started: its state file says so', async () => {
  const folder = midway();
  const layout = layoutOf(folder);
  rmSync(layout.journal);
  const never = await status(folder);
  expect(never.stderr).toContain(`${SPEC} was never started.`);
  const write = (spec_path: string): void => {
    writeFileSync(layout.documents.state, JSON.stringify({ spec_path }));
  };
  write('.kiro/specs/other');
  expect((await status(folder)).stderr).toContain('was never started.');
  write(SPEC);
  const kept = await status(folder);
  expect(kept.exitCode).toBe(1);
  expect(kept.stderr).toContain('only AGENT_STATE.json says how far it is');
  expect(kept.stderr).toContain(`orchestration-loop --spec ${SPEC}`);
});

test('a unit that is not there is wrong usage', async () => {
  const folder = midway();
  const { exitCode, stdout, stderr } = await status(folder, '--explain', '7');
  expect(exitCode).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('no unit is called "7"');
  expect(stderr).toContain('There are 1, 2, 3, 4, 5, 6.');
});

test('from a folder below the run needs no name: it is shown, listed, answered, reported', async () => {
  const folder = midway();
  const cwd = join(folder, 'src/deep');
  mkdirSync(cwd, { recursive: true });
  const io = { cwd, env: { PATH: join(folder, 'bin') } };
  const shown = await runCli(['status'], io);
  expect(shown.stdout).toContain(
    `decide D1 --option 1 --spec ${SPEC} --workdir ../..`,
  );
  expect((await runCli(['decide', '--json'], io)).stdout).toContain('"D1"');
  expect(await runCli(['decide', 'D1', '--option', '1'], io)).toMatchObject({
    exitCode: 0,
    stdout: `D1 is answered.\nNext: go on\n  orchestration-loop --spec ${SPEC} --workdir ../..\n`,
  });
  expect(readKnownRun(layoutOf(folder)).decisions[0]?.answer?.option).toBe(1);
  expect((await runCli(['report'], io)).stdout).toContain('Not over yet: spec');
  expect((await runCli(['stop'], io)).exitCode).toBe(0);
});

test('a report of a run that is held does not send anybody to start it again', async () => {
  const folder = midway();
  const io = { cwd: folder, env: { PATH: join(folder, 'bin') } };
  const dead = (await runCli(['report'], io)).stdout;
  expect(dead).toContain('answer D1, then start the run again');
  holdAs(folder, process.pid);
  const live = (await runCli(['report'], io)).stdout;
  expect(live).toContain('answer D1; the run goes on with it');
});
