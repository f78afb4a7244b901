import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  cleanRun,
  type CleanOptions,
  type CleanedRun,
} from '../../../src/adapters/workspace/clean-run.ts';
import {
  findStoredRun,
  listStoredRuns,
} from '../../../src/adapters/workspace/stored-runs.ts';
import { taskId } from '../../../src/model/ids.ts';
import {
  accept,
  capture,
  doUnit,
  green,
  prepare,
  read,
  scratch,
  type Scratch,
} from './repository.ts';

const clean = async (
  repo: Scratch,
  changes: Partial<CleanOptions> = {},
): Promise<CleanedRun> => {
  const options = repo.options();
  const [run] = await listStoredRuns(options);
  if (run === undefined) throw new Error('no worktrees');
  return cleanRun(run, {
    ...options,
    isFinished: true,
    withRefs: false,
    dryRun: false,
    ...changes,
  });
};

const refsOf = (repo: Scratch): string[] =>
  repo
    .git('for-each-ref', '--format=%(refname)', 'refs/orchestration')
    .split('\n');

describe('cleaning a finished run', () => {
  test('removes its worktrees, git’s entries for them and the folder', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'captured\n' }, cwd);
    await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/b.ts': 'x\n' });
    const refs = refsOf(repo);
    const { worktrees } = await clean(repo);
    expect(worktrees).toHaveLength(2);
    for (const one of worktrees) expect(one).toMatchObject({ kept: null });
    expect(worktrees[0]?.bytes).toBeGreaterThan(0);
    expect(existsSync(cwd)).toBe(false);
    expect(existsSync(dirname(dirname(cwd)))).toBe(false);
    expect(repo.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(existsSync(join(repo.top, '.git/worktrees'))).toBe(false);
    expect(refsOf(repo)).toEqual(refs);
  });

  test('makes refs of work that nobody kept, whatever the record says', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const first = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'captured\n' }, first.cwd);
    const second = await prepare(workspace, '2');
    repo.write({ 'src/b.ts': 'never captured\n' }, second.cwd);
    await capture(workspace, '1');
    const { worktrees: same } = await clean(repo, { dryRun: true });
    expect(same.map(({ ref }) => ref)).toEqual([null, null]);
    expect(existsSync(first.cwd)).toBe(true);

    repo.write({ 'src/new.ts': 'after the capture\n' }, first.cwd);
    const { worktrees } = await clean(repo);
    const [one, two] = worktrees.map(({ ref }) => ref ?? '');
    expect(one).toMatch(/^refs\/orchestration\/demo\/1\/rescue-/);
    expect(repo.show(`${one}:src/new.ts`)).toBe('after the capture');
    expect(repo.show(`${one}:src/a.ts`)).toBe('captured');
    expect(repo.show(`${two}:src/b.ts`)).toBe('never captured');
  });

  test('takes one that was set aside, and one that an agent broke', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const gitDir = repo.gitIn(cwd, 'rev-parse', '--absolute-git-dir');
    writeFileSync(join(gitDir, 'index.lock'), '');
    const again = await prepare(workspace, '1');
    rmSync(join(again.cwd, '.git'));
    repo.gitIn(again.cwd, 'init', '-q');
    repo.write({ 'src/b.ts': 'broken\n' }, again.cwd);
    const { worktrees } = await clean(repo);
    expect(worktrees.map(({ kept }) => kept)).toEqual([null, null]);
    const held = repo.git(
      'grep',
      '-h',
      '-e',
      'work',
      '-e',
      'broken',
      ...refsOf(repo),
      '--',
      'src',
    );
    expect(held).toContain('work');
    expect(held).toContain('broken');
    expect(existsSync(join(repo.top, '.git/worktrees'))).toBe(false);
  });

  test('leaves what is not its own', async () => {
    const repo = scratch();
    const own = join(repo.root, 'of-the-user');
    repo.git('worktree', 'add', '-q', own);
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    // The user's is on a disk that is not there right now.
    renameSync(own, `${own}-elsewhere`);
    const stray = join(dirname(cwd), 'w7');
    mkdirSync(stray);
    writeFileSync(join(stray, 'notes.txt'), 'whose?\n');
    const { worktrees } = await clean(repo);
    expect(worktrees.map(({ kept }) => kept)).toEqual([
      null,
      'nobody wrote down whose work is in it',
    ]);
    expect(read(stray, 'notes.txt')).toBe('whose?\n');
    expect(repo.git('worktree', 'list')).toContain(own);
  });

  test('keeps everything where the repository is gone', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    rmSync(repo.top, { recursive: true });
    const { worktrees } = await clean(repo);
    expect(worktrees[0]?.kept).toContain('its repository is gone');
    expect(existsSync(cwd)).toBe(true);
  });
});

test('cleaning an unfinished run leaves the folders that its units hold', async () => {
  const repo = scratch();
  const workspace = await repo.open();
  const { cwd } = await prepare(workspace, '1');
  repo.write({ 'src/a.ts': 'half\n' }, cwd);
  await workspace.tip();
  const { worktrees, refs } = await clean(repo, {
    isFinished: false,
    withRefs: true,
  });
  expect(worktrees.map(({ kept }) => kept)).toEqual([
    'its run is not finished',
    null,
  ]);
  expect(refs?.reason).toBe('its run is not finished');
  const later = await repo.reopen(workspace);
  expect(later.folder(taskId('1'))).toBe(cwd);
  expect((await capture(later, '1')).files_changed).toEqual(['src/a.ts']);
});

describe('the refs of a run', () => {
  test('go when its result is on its branch, but for what was rescued', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'lost\n' }, cwd);
    await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    await accept(workspace, '1', await capture(workspace, '1'));
    const early = await clean(repo, { withRefs: true });
    expect(early.refs).toMatchObject({
      removed: [],
      reason: 'its result is not on main',
    });
    expect(refsOf(repo)).toContain('refs/orchestration/demo/1/implement-1');

    const later = await repo.reopen(workspace);
    await later.land(green);
    const rescued = refsOf(repo).filter((ref) => ref.includes('/rescue-'));
    expect(rescued).toHaveLength(1);
    const done = await clean(repo, { withRefs: true });
    expect(done.refs).toMatchObject({ kept: rescued, reason: null });
    expect(refsOf(repo)).toEqual(rescued);
    expect(repo.show(`${rescued[0]}:src/a.ts`)).toBe('lost');
  });
});

test('a run is found by its workdir, and is none where nothing ran', async () => {
  const repo = scratch();
  const options = repo.options();
  expect(await findStoredRun(options)).toBeNull();
  await repo.open();
  expect((await findStoredRun(options))?.owner).toMatchObject({
    workdir: repo.top,
    slug: 'demo',
    target_branch: 'main',
  });
  expect(await findStoredRun({ ...options, workdir: repo.root })).toBeNull();
});
