import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import {
  createFolders,
  resolveLayout,
} from '../../src/adapters/store/layout.ts';
import { openJournal } from '../../src/adapters/store/journal.ts';
import { acquireLock } from '../../src/adapters/store/lock.ts';
import type { EventBody } from '../../src/model/event.ts';
import { EXIT_CODES } from '../../src/model/exit-codes.ts';
import {
  factsOf,
  prepare,
  scratch,
  type Scratch,
} from '../adapters/workspace/repository.ts';
import { runCli, type CliResult } from './run-cli.ts';

const SPEC = '.kiro/specs/demo';

const cli = (repo: Scratch, ...argv: string[]): Promise<CliResult> =>
  runCli(argv, {
    cwd: repo.top,
    env: {
      ...repo.env,
      HOME: repo.env['HOME'] ?? '',
      XDG_CACHE_HOME: repo.cache,
    },
  });

/** A run whose worktrees lie where the command looks for them. */
const started = async (
  end: readonly EventBody[] = [],
): Promise<{ repo: Scratch; cwd: string }> => {
  const repo = scratch();
  const worktreesDir = join(repo.cache, 'orchestration-loop/worktrees');
  const workspace = await repo.open({ worktreesDir });
  const { cwd } = await prepare(workspace, '1');
  repo.write({ 'src/a.ts': 'work\n' }, cwd);
  const layout = resolveLayout({
    workdir: repo.top,
    specFolder: SPEC,
    output: null,
  });
  createFolders(layout);
  const { journal } = openJournal({
    path: layout.journal,
    clock: systemClock,
    guard: () => undefined,
  });
  journal.append([
    { type: 'run_started', resumed: false, ...factsOf(workspace) },
    ...end,
  ]);
  journal[Symbol.dispose]();
  return { repo, cwd };
};

describe('clean', () => {
  test('keeps what an unfinished run holds, and says why', async () => {
    const { repo, cwd } = await started();
    const { exitCode, stdout } = await cli(repo, 'clean', '--spec', SPEC);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`kept`);
    expect(stdout).toContain('unit 1  (its run is not finished)');
    expect(stdout).toContain('Freed 0 B.');
    expect(existsSync(cwd)).toBe(true);
  });

  test('removes what no start can go on from, and says what it freed', async () => {
    const { repo, cwd } = await started();
    rmSync(join(repo.top, '.orchestration/demo/journal.ndjson'));

    const dry = await cli(repo, 'clean', '--all', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      dry_run: true,
      runs: [{ spec_path: SPEC, worktrees: [{ unit: '1', removed: true }] }],
    });
    expect(existsSync(cwd)).toBe(true);
    const done = await cli(repo, 'clean', '--spec', SPEC, '--yes');
    expect(done.stdout).toMatch(
      /removed .* unit 1 {2}work in it is now refs\/orchestration\/demo\/1\/rescue-/,
    );
    expect(done.stdout).toMatch(/Freed [\d.]+ [kM]B\.\n$/);
    expect(existsSync(cwd)).toBe(false);
    const again = await cli(repo, 'clean', '--spec', SPEC);
    expect(again.stdout).toBe('There are no worktrees.\n');
  });

  test.each([
    [EXIT_CODES.complete, false],
    [EXIT_CODES.halted, true],
  ])('goes by how the run ended: exit %d', async (exit_code, isKept) => {
    const { repo, cwd } = await started([
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
        reason: 'ended',
        exit_code,
        completed: 0,
        total: 0,
        landed: exit_code === EXIT_CODES.complete,
      },
    ]);
    await cli(repo, 'clean', '--spec', SPEC);
    expect(existsSync(cwd)).toBe(isKept);
  });

  test('still deletes the refs of a run whose worktrees went before', async () => {
    const plan = { units: [], window_mapping: {}, max_fix_attempts: 3 };
    const end = { exit_code: EXIT_CODES.complete, completed: 0, total: 0 };
    const { repo } = await started([
      { type: 'plan_ready', ...plan, assigned_by: null, notes: [] },
      { type: 'run_finished', reason: 'ended', ...end, landed: true },
    ]);
    await cli(repo, 'clean', '--spec', SPEC);
    const clean = ['clean', '--spec', SPEC, '--refs'];
    const dry = await cli(repo, ...clean, '--dry-run');
    expect(dry.stdout).toMatch(/would go \d+ refs/);
    expect(existsSync(join(repo.cache, 'orchestration-loop/worktrees'))).toBe(
      true,
    );
    const done = await cli(repo, ...clean);
    expect(done.stdout).toMatch(/removed \d+ refs/);
    expect(
      repo.git('for-each-ref', 'refs/orchestration/').includes('implement'),
    ).toBe(false);
  });

  test('touches nothing while somebody runs the spec, and says who', async () => {
    const { repo, cwd } = await started();
    const layout = resolveLayout({
      workdir: repo.top,
      specFolder: SPEC,
      output: null,
    });
    await using lock = await acquireLock({
      places: layout.locks,
      runId: '',
      clock: systemClock,
    });
    lock.guard();
    const who = `is in use by process ${process.pid} on `;
    const one = await cli(repo, 'clean', '--spec', SPEC, '--yes');
    expect(one).toMatchObject({ exitCode: 1, stdout: '' });
    expect(one.stderr).toContain(`The spec ${SPEC} ${who}`);
    const all = await cli(repo, 'clean', '--all', '--yes');
    expect(all.exitCode).toBe(0);
    expect(all.stdout).toContain(who);
    expect(existsSync(cwd)).toBe(true);
  });

  test('wants to know which run is meant', async () => {
    const repo = scratch();
    expect((await cli(repo, 'clean')).exitCode).toBe(64);
  });
});
