import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import {
  createFolders,
  resolveLayout,
} from '../../src/adapters/store/layout.ts';
import { openJournal } from '../../src/adapters/store/journal.ts';
import type { EventBody } from '../../src/model/event.ts';
import { unit, World } from '../helpers/world.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli, type CliResult } from './run-cli.ts';

const SPEC = '.kiro/specs/demo';

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
  const layout = resolveLayout({
    workdir: folder,
    specFolder: SPEC,
    output: null,
  });
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

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('each unit that waits says what for, by the limits the run was started with', async () => {
  const folder = midway();
  const { exitCode, stdout } = await status(folder);
  expect(exitCode).toBe(0);
  const told = plain(stdout);
  expect(told).toContain('Not done: 1: in progress');
  expect(told).toContain('Not done: 2: 1 holds files it needs');
  expect(told).toContain('Not done: 3: after 1');
  expect(told).toContain('Not done: 4: only 2 agents at once for implement');
  expect(told).toContain('Not done: 5: decision D1: marked as manual');
});

test('one unit is explained whole: files, dependencies, resources, slots, the decision and its command', async () => {
  const folder = midway();
  const two = plain((await status(folder, '--explain', '2')).stdout);
  expect(two).toContain('Not started. Now: files: 1 holds files it needs.');
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
  const five = plain((await status(folder, '--explain', '5')).stdout);
  expect(five).toContain('Decision D1: A person has to do this: Unit 5.');
  expect(five).toContain(
    `I did it: orchestration-loop decide D1 --option 1 --spec ${SPEC}`,
  );
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

test('a unit that is not there is wrong usage', async () => {
  const folder = midway();
  const { exitCode, stdout, stderr } = await status(folder, '--explain', '7');
  expect(exitCode).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('no unit is called "7"');
  expect(stderr).toContain('There are 1, 2, 3, 4, 5, 6.');
});
