import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { join } from 'node:path';
import type { ReadStream } from 'node:tty';
import { describe, expect, test } from 'vitest';
import { parseJunit } from '../../src/adapters/process/junit-report.ts';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import { readDiffs } from '../../src/adapters/workspace/read-diffs.ts';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { gatherDiffs } from '../../src/cli/report/gather.ts';
import type { Told } from '../../src/cli/report/gather.ts';
import { tellStepSummary } from '../../src/cli/report/step-summary.ts';
import { replay } from '../../src/cli/records/known-run.ts';
import { openPlace } from '../../src/cli/records/place.ts';
import { buildEvidence, endedAttempt } from '../helpers/build-state.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli, type CliResult } from './run-cli.ts';

const IDENTITY = ['-c', 'user.name=T', '-c', 'user.email=t@e'];
const SPEC = '.kiro/specs/thing';
const JOURNAL = '.orchestration/thing/journal.ndjson';

/** A folder with the spec and the journal of a run that really was. */
function ranOnce(): string {
  const folder = tempFolder();
  for (const path of [SPEC, '.orchestration/thing'])
    mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, SPEC, 'tasks.md'), '- [ ] 1. Base\n');
  copyFileSync(
    join(import.meta.dirname, '../fixtures/journal/v1-run.ndjson'),
    join(folder, JOURNAL),
  );
  return folder;
}

const report = (
  folder: string,
  ...flags: readonly string[]
): Promise<CliResult> =>
  runCli(['report', '--spec', SPEC, ...flags], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });

/** The run as the commands see it, and what they say on stderr. */
async function toldOf(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<{ told: Told; said: () => Promise<string> }> {
  const stderr = new PassThrough();
  const place = await openPlace({ workdir: folder, spec: SPEC, output: null });
  const { events } = readJournal(place.layout.journal);
  const io = {
    ...{ stderr, stdout: new PassThrough(), cwd: folder },
    stdin: new PassThrough() as unknown as ReadStream,
    env: { PATH: process.env['PATH'], ...env },
  };
  const said = (): Promise<string> => {
    stderr.end();
    return textOf(stderr);
  };
  return { told: { state: replay(events), events, place, io }, said };
}

describe('the report', () => {
  test('comes in several forms at once, one of them on stdout, and leaves the run as it was', async () => {
    const folder = ranOnce();
    const before = readFileSync(join(folder, JOURNAL), 'utf8');
    const { exitCode, stdout, stderr } = await report(
      folder,
      ...['--junit', 'out/ci/junit.xml', '--md', '-', '--sarif', 'x.sarif'],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^## .*\.kiro\/specs\/thing\n/u);
    expect(stderr).toBe('Wrote out/ci/junit.xml.\nWrote x.sarif.\n');
    const junit = readFileSync(join(folder, 'out/ci/junit.xml'), 'utf8');
    expect(parseJunit(junit)?.passed).toBeGreaterThan(10);
    const sarif = readFileSync(join(folder, 'x.sarif'), 'utf8');
    expect(JSON.parse(sarif)).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(join(folder, JOURNAL), 'utf8')).toBe(before);
    expect(readdirSync(join(folder, '.orchestration/thing'))).toEqual([
      'journal.ndjson',
    ]);
  });

  test('takes the place of an earlier one and says so; a task list that was edited stays', async () => {
    const folder = ranOnce();
    writeFileSync(join(folder, 'run.md'), 'old');
    writeFileSync(join(folder, 'later.md'), 'mine');
    const again = await report(folder, '--md', 'run.md');
    expect([again.exitCode, again.stderr]).toEqual([0, 'Replaced run.md.\n']);
    expect(readFileSync(join(folder, 'run.md'), 'utf8')).toContain('## ');
    const refused = await report(folder, '--deferred', 'later.md');
    expect(refused.exitCode).toBe(1);
    expect(readFileSync(join(folder, 'later.md'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual(
      [],
    );
  });

  test('keeps who may read the one that is there', async () => {
    const folder = ranOnce();
    const path = join(folder, 'run.md');
    writeFileSync(path, 'old', { mode: 0o600 });
    expect((await report(folder, '--md', 'run.md')).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toBe('old');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('never replaces what is no plain file, or what the run lives by', async () => {
    const folder = ranOnce();
    const elsewhere = join(tempFolder(), 'precious');
    writeFileSync(elsewhere, 'mine');
    symlinkSync(elsewhere, join(folder, 'link.md'));
    symlinkSync(join(folder, '.kiro'), join(folder, 'out'));
    const files = [
      ...['link.md', SPEC, `${SPEC}/tasks.md`, JOURNAL],
      ...['out/specs/thing/tasks.md', 'out/specs/thing/new/run.md'],
      ...['.orchestration/other/journal.ndjson', '.git/config'],
      'orchestration.config.json',
    ];
    for (const file of [...files, '.kiro/specs/AGENT_STATE.json']) {
      const { exitCode, stdout } = await report(folder, '--md', file);
      expect([file, exitCode, stdout]).toEqual([file, 1, '']);
    }
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, '.kiro/specs/AGENT_STATE.json'))).toBe(
      false,
    );
  });

  test('takes a commit that a record names for no option of git', async () => {
    const workdir = tempFolder();
    const git = (...args: readonly string[]): string =>
      execFileSync('git', [...IDENTITY, ...args], {
        ...{ cwd: workdir, encoding: 'utf8' },
      });
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message=Base');
    writeFileSync(join(workdir, 'a.txt'), 'a\n');
    git('add', 'a.txt');
    git('commit', '--quiet', '--message=Work');
    const place = { workdir, env: process.env, execGit: runProcess };
    const to = 'HEAD';
    const diffs = await readDiffs(place, [
      { name: 'right', from: 'HEAD^', to },
      { name: 'file', from: '--output=pwned', to },
      { name: 'read', from: '--no-index', to: '/etc/hostname' },
    ]);
    expect([...diffs.keys()]).toEqual(['right']);
    expect(diffs.get('right')).toContain('+a\n');
    expect(readdirSync(workdir)).not.toContain('pwned');
  });

  test('refuses two forms on one stdout', async () => {
    const { exitCode, stdout, stderr } = await report(
      ranOnce(),
      ...['--junit', '-', '--md', '-'],
    );
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain('--junit and --md cannot both go to stdout');
  });

  test('shows what git still has of each unit, without secrets', async () => {
    const folder = ranOnce();
    const git = (...args: readonly string[]): string =>
      execFileSync(
        'git',
        ['-c', 'user.name=T', '-c', 'user.email=t@e', ...args],
        { cwd: folder, encoding: 'utf8' },
      ).trim();
    git('init', '--quiet');
    git('commit', '--quiet', '--allow-empty', '--message=Base');
    writeFileSync(join(folder, 'a.txt'), 'the key is Very-Secret-Value-1\n');
    git('add', 'a.txt');
    git('commit', '--quiet', '--message=Work');
    const { told } = await toldOf(folder, {
      MY_API_KEY: 'Very-Secret-Value-1',
    });
    const [first, second] = told.state.units;
    if (first === undefined || second === undefined) throw new Error('no unit');
    const evidence = buildEvidence(['a.txt'], {
      base: git('rev-parse', 'HEAD^'),
      commit: git('rev-parse', 'HEAD'),
    });
    const diffs = await gatherDiffs({
      ...told,
      state: {
        ...told.state,
        units: [
          {
            ...first,
            commit: null,
            taken: null,
            attempts: [endedAttempt('1', 'implement', { evidence })],
          },
          // Its commit was made elsewhere and never fetched.
          { ...second, commit: 'e'.repeat(40) },
        ],
      },
    });
    expect([...diffs.keys()]).toEqual([first.plan.task_id]);
    const [diff = ''] = diffs.values();
    expect(diff).toContain('+++ b/a.txt');
    expect(diff).toContain('+the key is [masked]');
  });
});

describe('the step summary', () => {
  test('is added to what the step said before', async () => {
    const folder = ranOnce();
    const file = join(folder, 'summary.md');
    writeFileSync(file, '# Before\n');
    const { told, said } = await toldOf(folder, { GITHUB_STEP_SUMMARY: file });
    await tellStepSummary(told.state, told);
    expect(await said()).toBe('');
    expect(readFileSync(file, 'utf8')).toMatch(/^# Before\n\n## /u);
  });

  test('never makes a page longer than is shown, and is a warning where it cannot be written', async () => {
    const folder = ranOnce();
    const file = join(folder, 'summary.md');
    const limit = 1024 * 1024;
    writeFileSync(file, 'x'.repeat(limit - 900));
    const near = await toldOf(folder, { GITHUB_STEP_SUMMARY: file });
    await tellStepSummary(near.told.state, near.told);
    expect(await near.said()).toBe('');
    expect(statSync(file).size).toBeLessThanOrEqual(limit);
    expect(readFileSync(file, 'utf8').slice(limit - 900)).toContain('*Cut: ');

    writeFileSync(file, 'x'.repeat(limit));
    for (const path of [file, join(folder, 'none/summary.md'), folder]) {
      const { told, said } = await toldOf(folder, {
        GITHUB_STEP_SUMMARY: path,
      });
      await tellStepSummary(told.state, told);
      expect(await said()).toMatch(
        /^warning: the step summary was not written: .+\n$/u,
      );
    }
    expect(statSync(file).size).toBe(limit);
  });
});
