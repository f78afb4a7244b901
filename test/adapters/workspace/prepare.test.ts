import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import {
  accept,
  capture,
  doUnit,
  integrate,
  prepare,
  read,
  scratch,
} from './repository.ts';

describe('a unit’s folder', () => {
  test('is ready for 40 units at once, each in its own', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const units = Array.from({ length: 40 }, (_, i) => `${i + 1}`);
    const prepared = await Promise.all(
      units.map((unit) => prepare(workspace, unit)),
    );
    expect(new Set(prepared.map(({ cwd }) => cwd)).size).toBe(40);
    for (const { cwd } of prepared) expect(read(cwd, 'src/a.ts')).toBe('a\n');
    const checkouts = repo.git('worktree', 'list').split('\n');
    expect(checkouts).toHaveLength(41);
  }, 60_000);

  test('is reused after release: reset, without leftovers, node_modules kept', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const first = await prepare(workspace, '1');
    repo.write(
      {
        'src/a.ts': 'changed\n',
        'untracked/x': 'x\n',
        'node_modules/p/index.js': 'p\n',
        'packages/one/node_modules/q/index.js': 'q\n',
        'dist/out.js': 'stale\n',
        'trace.log': 'stale\n',
      },
      first.cwd,
    );
    mkdirSync(join(first.cwd, 'nested'));
    repo.gitIn(join(first.cwd, 'nested'), 'init', '-q');
    const evidence = await capture(workspace, '1');
    expect((await prepare(workspace, '2')).cwd).not.toBe(first.cwd);
    await accept(workspace, '1', evidence);
    await workspace.release(taskId('1'));
    expect(workspace.folder(taskId('1'))).toBeNull();

    const third = await prepare(workspace, '3');
    expect(third.cwd).toBe(first.cwd);
    expect(read(third.cwd, 'src/a.ts')).toBe('changed\n');
    expect(readdirSync(third.cwd).sort()).toEqual([
      '.git',
      '.gitignore',
      '.kiro',
      'node_modules',
      'packages',
      'src',
      'untracked',
    ]);
    expect(read(third.cwd, 'node_modules/p/index.js')).toBe('p\n');
    expect(read(third.cwd, 'packages/one/node_modules/q/index.js')).toBe('q\n');
    expect((await capture(workspace, '3')).files_changed).toEqual([]);
  });

  test('is a ref before it is reset, captured or not', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'never captured\n' }, cwd);
    await prepare(workspace, '1');
    expect(read(cwd, 'src/a.ts')).toBe('a\n');
    const rescued = repo.git(
      'for-each-ref',
      '--format=%(refname)',
      'refs/orchestration/demo/1',
    );
    expect(rescued).toMatch(
      /^refs\/orchestration\/demo\/1\/rescue-[0-9a-f]{12}$/,
    );
    expect(repo.show(`${rescued}:src/a.ts`)).toBe('never captured');
    await prepare(workspace, '1');
    expect(
      repo.git(
        'for-each-ref',
        '--format=%(refname)',
        'refs/orchestration/demo/1',
      ),
    ).toBe(rescued);
  });

  test('leaves no ref for what a reader left in it', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await prepare(workspace, '1', { from: 'keep', evidence, readOnly: true });
    repo.write({ 'report.txt': 'left by a check\n' }, cwd);
    await prepare(workspace, '1');
    expect(
      repo.git(
        'for-each-ref',
        '--format=%(refname)',
        'refs/orchestration/demo/1',
      ),
    ).toBe('refs/orchestration/demo/1/implement-1');
  });

  test('shows a reader the evidence, not what a broken attempt added', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await prepare(workspace, '1', { from: 'keep', evidence });
    repo.write({ 'src/b.ts': 'half a fix\n' }, cwd);
    await prepare(workspace, '1', { from: 'keep', evidence, readOnly: true });
    expect(read(cwd, 'src/a.ts')).toBe('work\n');
    expect(read(cwd, 'src/b.ts')).toBe('b\n');
    expect(
      repo.git(
        'grep',
        '-l',
        'half a fix',
        ...repo
          .git(
            'for-each-ref',
            '--format=%(refname)',
            'refs/orchestration/demo/1',
          )
          .split('\n'),
      ),
    ).toMatch(/rescue-[0-9a-f]{12}:src\/b\.ts$/);
    repo.calls.length = 0;
    await prepare(workspace, '1', { from: 'keep', evidence, readOnly: true });
    expect(repo.calls).toEqual([]);
  });

  test('is found again with its work by a later start', async () => {
    const repo = scratch();
    const first = await repo.open();
    const { cwd, base } = await prepare(first, '1');
    repo.write({ 'src/a.ts': 'half done\n' }, cwd);

    const second = await repo.reopen(first);
    expect(second.folder(taskId('1'))).toBe(cwd);
    const salvaged = await capture(second, '1');
    expect(salvaged).toMatchObject({ base, files_changed: ['src/a.ts'] });
    const kept = await prepare(second, '1', {
      from: 'keep',
      evidence: salvaged,
    });
    expect(kept.cwd).toBe(cwd);
    expect(read(cwd, 'src/a.ts')).toBe('half done\n');
    const other = await prepare(second, '2');
    expect(other.cwd).not.toBe(cwd);
  });

  test('is made again from the evidence where it is gone', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n', 'src/new.ts': 'new\n' }, cwd);
    rmSync(join(cwd, 'src/b.ts'));
    const evidence = await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/two.ts': 'two\n' });
    rmSync(repo.cache, { recursive: true });

    const later = await repo.reopen(workspace);
    const kept = await prepare(later, '1', { from: 'keep', evidence });
    expect(kept.base).toBe(evidence.base);
    expect(read(kept.cwd, 'src/two.ts')).toBeNull();
    expect(await later.currentTree(taskId('1'))).toBe(evidence.tree);
    expect(repo.gitIn(kept.cwd, 'status', '--porcelain').split('\n')).toEqual([
      ' M src/a.ts',
      ' D src/b.ts',
      '?? src/new.ts',
    ]);
    expect((await capture(later, '1', { n: 2 })).files_changed).toEqual(
      evidence.files_changed,
    );
  });

  test('shows the tip’s code too after the candidate was turned down', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const { commit } = await doUnit(workspace, '2', { 'src/b.ts': 'other\n' });
    const candidate = await integrate(workspace, '1', evidence);
    expect(candidate).toMatchObject({ type: 'candidate', cwd });
    expect(read(cwd, 'src/b.ts')).toBe('other\n');
    expect(workspace.folder(taskId('1'))).toBeNull();

    const kept = await prepare(workspace, '1', { from: 'keep', evidence });
    expect(kept.base).toBe(commit);
    expect(read(cwd, 'src/b.ts')).toBe('other\n');
    repo.write({ 'src/fix.ts': 'fix\n' }, cwd);
    const fixed = await capture(workspace, '1', {
      role: 'fix',
      base: kept.base,
    });
    expect(fixed.files_changed).toEqual(['src/a.ts', 'src/fix.ts']);
  });

  test('shows a reader exactly the work, whatever was checked in it before', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/b.ts': 'other\n' });
    await integrate(workspace, '1', evidence);
    const kept = await prepare(workspace, '1', {
      from: 'keep',
      evidence,
      readOnly: true,
    });
    expect(kept.base).toBe(evidence.base);
    expect(await workspace.currentTree(taskId('1'))).toBe(evidence.tree);
  });

  test('shows no work of the unit’s while it shows a candidate', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/b.ts': 'other\n' });
    await integrate(workspace, '1', evidence);
    const later = await repo.reopen(workspace);
    expect(later.folder(taskId('1'))).toBeNull();
    expect(await capture(later, '1', { n: 2 })).toMatchObject({
      ref: null,
      files_changed: [],
    });
  });

  test('has the work merged with the tip, conflicts in the files', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'mine\n', 'src/only.ts': 'only\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const { commit } = await doUnit(workspace, '2', {
      'src/a.ts': 'theirs\n',
      'src/two.ts': 'two\n',
    });
    expect(await integrate(workspace, '1', evidence)).toEqual({
      type: 'conflict',
      files: ['src/a.ts'],
    });

    const merged = await prepare(workspace, '1', { from: 'merge', evidence });
    expect(merged).toEqual({ cwd, base: commit, conflicts: ['src/a.ts'] });
    expect(read(cwd, 'src/only.ts')).toBe('only\n');
    expect(read(cwd, 'src/two.ts')).toBe('two\n');
    expect(read(cwd, 'src/a.ts')).toMatch(
      /^<<<<<<< orchestration\/demo\ntheirs\n=======\nmine\n>>>>>>> /,
    );
    const open = await capture(workspace, '1', {
      role: 'integrate',
      base: merged.base,
    });
    expect(open.notes).toEqual(['Conflict markers are still in src/a.ts.']);
    repo.write({ 'src/a.ts': 'theirs and mine\n' }, cwd);
    const settled = await capture(workspace, '1', {
      role: 'integrate',
      n: 2,
      base: merged.base,
    });
    expect(settled).toMatchObject({
      base: commit,
      files_changed: ['src/a.ts', 'src/only.ts'],
      notes: [],
    });
    const final = await accept(workspace, '1', settled);
    expect(repo.git('log', '-1', '--format=%P', final ?? '')).toBe(commit);
    expect(repo.show(`${final}:src/a.ts`)).toBe('theirs and mine');
  });

  test('merges with one tip, though another unit is integrated at that moment', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/only.ts': 'only\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/two.ts': 'two\n' });
    const other = await prepare(workspace, '3');
    repo.write({ 'src/three.ts': 'three\n' }, other.cwd);
    const third = await capture(workspace, '3');

    const [merged] = await Promise.all([
      prepare(workspace, '1', { from: 'merge', evidence }),
      accept(workspace, '3', third),
    ]);
    // Were the base a later tip than the merge's, this would take back three.ts.
    const work = await capture(workspace, '1', { n: 2, base: merged.base });
    expect(work.files_changed).toEqual(['src/only.ts']);
  });

  test('moves the base to the tip where the merge is clean', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'mine\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const { commit } = await doUnit(workspace, '2', { 'src/b.ts': 'two\n' });
    const merged = await prepare(workspace, '1', { from: 'merge', evidence });
    expect(merged).toEqual({ cwd, base: commit, conflicts: [] });
    const rebased = await capture(workspace, '1', { n: 2, base: merged.base });
    expect(rebased.files_changed).toEqual(['src/a.ts']);
    expect(repo.show(`${rebased.commit}:src/b.ts`)).toBe('two');
  });

  test('is usable although a killed run left half an index beside it', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    const evidence = await capture(workspace, '1');
    await accept(workspace, '1', evidence);
    await workspace.release(taskId('1'));
    const index = `${cwd}.index`;
    expect(existsSync(index)).toBe(true);
    writeFileSync(index, 'DIRC');
    const next = await prepare(workspace, '2');
    expect(next.cwd).toBe(cwd);
    expect(read(cwd, 'src/a.ts')).toBe('a\n');
    expect(repo.gitIn(cwd, 'status', '--porcelain')).toBe('');
  });

  test('keeps what a person did in it meanwhile as a ref before it shows anything else', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'mine\n' }, cwd);
    const evidence = await capture(workspace, '1');
    repo.write({ 'src/a.ts': 'by hand\n' }, cwd);

    await prepare(workspace, '1', { from: 'merge', evidence });
    expect(read(cwd, 'src/a.ts')).toBe('mine\n');
    const refs = repo
      .git('for-each-ref', '--format=%(refname)', 'refs/orchestration/')
      .split('\n')
      .filter((ref) => ref.includes('/rescue-'));
    expect(refs.map((ref) => repo.show(`${ref}:src/a.ts`))).toEqual([
      'by hand',
    ]);
  });

  test('leaves a worktree whose lock is stuck and takes another', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    const gitDir = repo.gitIn(cwd, 'rev-parse', '--absolute-git-dir');
    writeFileSync(join(gitDir, 'index.lock'), '');
    repo.write({ 'src/a.ts': 'work\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const again = await prepare(workspace, '1');
    expect(again.cwd).not.toBe(cwd);
    expect(read(again.cwd, 'src/a.ts')).toBe('a\n');
    expect(existsSync(join(gitDir, 'index.lock'))).toBe(true);
    expect(read(cwd, 'src/a.ts')).toBe('work\n');
    expect(await accept(workspace, '1', evidence)).not.toBeNull();
  });

  test('forgets a rebase the agent did not end', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    const gitDir = repo.gitIn(cwd, 'rev-parse', '--absolute-git-dir');
    mkdirSync(join(gitDir, 'rebase-merge'));
    await prepare(workspace, '1');
    expect(existsSync(join(gitDir, 'rebase-merge'))).toBe(false);
  });

  test('never leads the spec copy out of the worktree', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    const outside = join(repo.root, 'outside');
    repo.write({ 'specs/demo/precious.md': 'precious\n' }, outside);
    rmSync(join(cwd, '.kiro'), { recursive: true });
    symlinkSync(outside, join(cwd, '.kiro'));
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([]);
    expect(evidence.notes[0]).toContain('moved aside');
    symlinkSync(outside, join(cwd, '.kiro'));
    await prepare(workspace, '1', { from: 'keep', evidence });
    expect(read(outside, 'specs/demo/precious.md')).toBe('precious\n');
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toContain('1. One');
  });

  test('has a spec behind a link of the repository’s own', async () => {
    const repo = scratch();
    repo.git('mv', '.kiro', 'docs');
    symlinkSync('docs', join(repo.top, '.kiro'));
    repo.commit({});
    const workspace = await repo.open();
    repo.write({ 'docs/specs/demo/tasks.md': '- [-] 1. One\n' });
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toBe('- [-] 1. One\n');
    repo.write({ 'src/a.ts': 'x\n', 'docs/specs/demo/tasks.md': '' }, cwd);
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['src/a.ts']);
  });

  test('runs the setup commands in it, and a red one is a failure', async () => {
    const repo = scratch();
    const workspace = await repo.open({ setup: ['pwd > dist.log'] });
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, 'dist.log')).toBe(`${cwd}\n`);
    const broken = await repo.open({ setup: ['echo no && exit 3'] });
    const failed = await broken.prepare(
      { task_id: taskId('2'), from: 'fresh', evidence: null },
      { signal: new AbortController().signal },
    );
    expect(failed).toMatchObject({ ok: false, error: { type: 'crash' } });
    expect(JSON.stringify(failed)).toContain('ended with exit 3: no');
  });

  test('is not made for a canceled attempt', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const prepared = await workspace.prepare(
      { task_id: taskId('1'), from: 'fresh', evidence: null },
      { signal: AbortSignal.abort() },
    );
    expect(prepared).toMatchObject({ ok: false, error: { type: 'canceled' } });
    expect(workspace.folder(taskId('1'))).toBeNull();
  });
});
