import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { JOURNAL_HEADER } from '../../src/adapters/store/read-journal.ts';
import { runId } from '../../src/model/ids.ts';
import type { EventBody } from '../../src/model/event.ts';
import { bundleScript } from '../helpers/bundle-script.ts';
import { Patient } from './doctor-patient.ts';

const RUN = '0b6ad2a5-6f5c-4f3c-9a51-1d2c5b4f7e10';

/** A patient whose spec `thing` was started before, with these events. */
function patientWithRun(...events: readonly EventBody[]): Patient {
  const patient = new Patient();
  patient.write('specs/thing/tasks.md', '- [ ] 1. Do it\n');
  patient.write('.orchestration/thing/spec', 'specs/thing\n');
  const lines = events.map(
    (event, place) =>
      `${JSON.stringify({ seq: place + 1, at: '2026-07-01T10:00:00.000Z', ...event })}\n`,
  );
  patient.write(
    '.orchestration/thing/journal.ndjson',
    [JOURNAL_HEADER, ...lines].join(''),
  );
  patient.write('.git/info/exclude', '/specs\n/.orchestration\n');
  return patient;
}

const STARTED: EventBody = {
  type: 'run_started',
  resumed: false,
  run_id: runId(RUN),
  spec_path: 'specs/thing',
  session_name: 'roundtable',
  isolation: 'worktree',
  target_branch: 'main',
  integration_branch: 'orchestration/thing',
  base_commit: '0'.repeat(40),
};
const COMPLETE: readonly EventBody[] = [
  STARTED,
  { type: 'planning_started' },
  {
    type: 'plan_ready',
    units: [],
    window_mapping: {},
    max_fix_attempts: 3,
    assigned_by: null,
    notes: [],
  },
  {
    type: 'run_finished',
    exit_code: 0,
    completed: 0,
    total: 0,
    landed: true,
    reason: 'complete',
  },
];

test('a lock is shown with its holder, alive and dead', async () => {
  const patient = patientWithRun();
  const script = await bundleScript(
    'test/adapters/store/processes/hold-lock.ts',
  );
  const holder = spawn(process.execPath, [
    ...[script, patient.workdir, 'specs/thing'],
  ]);
  const ended = once(holder, 'exit');
  onTestFinished(() => void holder.kill('SIGKILL'));
  holder.stdin.write('go\n');
  let said = '';
  for await (const chunk of holder.stdout) {
    said += String(chunk);
    if (said.includes('held')) break;
  }

  const live = await patient.report();
  expect(live).toMatchObject({
    exitCode: 0,
    runs: [
      {
        slug: 'thing',
        spec_path: 'specs/thing',
        status: 'running',
        locks: [
          { holder: 'live', pid: holder.pid },
          { holder: 'live', pid: holder.pid },
        ],
      },
    ],
  });
  const { stdout } = await patient.examine();
  expect(stdout).toContain(`running: process ${holder.pid ?? 0} since`);

  holder.kill('SIGKILL');
  await ended;
  const dead = await patient.report();
  expect(dead.exitCode).toBe(0);
  expect(dead.runs).toMatchObject([
    { status: 'not_started', locks: [{ holder: 'dead' }, { holder: 'dead' }] },
  ]);
  expect(dead.warnings.map(({ what, why }) => `${what}: ${why}`)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        `specs/thing is locked by process ${holder.pid ?? 0} on .*: that process is dead`,
      ),
    ]),
  );
});

test('a lock that nobody signed is told', async () => {
  const patient = patientWithRun(STARTED);
  mkdirSync(join(patient.workdir, '.orchestration/thing/run.lock'));
  const { runs, warnings } = await patient.report();
  expect(runs[0]?.locks).toMatchObject([{ holder: 'unknown', pid: null }]);
  expect(warnings[0]?.why).toBe('the note of who holds it is gone');
});

test('worktrees of a finished run are left over, those of an unfinished one are not', async () => {
  const patient = patientWithRun(...COMPLETE);
  const folder = join(
    patient.cache,
    'orchestration-loop/worktrees/work-12345678/thing/w1',
  );
  patient.git('worktree', 'add', '--quiet', '--detach', folder);
  const finished = await patient.report();
  expect(finished.runs).toMatchObject([{ status: 'complete', worktrees: 1 }]);
  expect(finished.warnings).toMatchObject([
    {
      what: '1 worktree of the finished run of specs/thing',
      todo: 'orchestration-loop clean --spec specs/thing',
    },
  ]);

  const other = patientWithRun(STARTED);
  const own = folder.replace(patient.dir, other.dir);
  other.git('worktree', 'add', '--quiet', '--detach', own);
  const unfinished = await other.report();
  expect(unfinished.runs).toMatchObject([
    { status: 'unfinished', worktrees: 1 },
  ]);
  expect(unfinished.warnings).toEqual([]);
});

/** A process that carries a mark, until the test is over. */
async function sleeper(mark: string): Promise<ChildProcess> {
  const child = spawn('sleep', ['300'], {
    env: { ...process.env, ORCHESTRATION_MARK: mark },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child;
}

test('processes that outlived their run are counted, by its mark', async () => {
  const patient = patientWithRun(STARTED);
  // The second one is another run's, which is nobody's business here.
  const [left] = await Promise.all([
    sleeper(`${RUN}:1/implement-1`),
    sleeper('another-run:1/implement-1'),
  ]);
  const report = await patient.report();
  expect(report.runs).toMatchObject([{ left_processes: 1 }]);
  expect(report.warnings.map(({ what }) => what)).toEqual([
    '1 process of the dead run of specs/thing',
  ]);
  left.kill('SIGKILL');
  await once(left, 'exit');
  expect((await patient.report()).runs).toMatchObject([{ left_processes: 0 }]);
});

test('a journal that cannot be read is a problem that names the line', async () => {
  const patient = patientWithRun(STARTED, { type: 'planning_started' });
  patient.write(
    '.orchestration/thing/journal.ndjson',
    `${JOURNAL_HEADER}{"seq":1}\n{"seq":2}\n`,
  );
  const report = await patient.report('--spec', 'specs/thing');
  expect(report.exitCode).toBe(1);
  expect(report.runs).toMatchObject([{ status: 'unreadable' }]);
  expect(report.problems[0]?.what).toMatch(/journal\.ndjson.*2/s);
});
