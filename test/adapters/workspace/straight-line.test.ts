import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectRepository } from '../../../src/adapters/workspace/inspect.ts';
import { openWorkspace } from '../../../src/adapters/workspace/open-workspace.ts';
import { taskId } from '../../../src/model/ids.ts';
import {
  accept,
  capture,
  doUnit,
  green,
  integrate,
  prepare,
  read,
  scratch,
} from './repository.ts';

describe('a run in worktrees', () => {
  test('needs four git calls for the folder of a first unit', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    repo.calls.length = 0;
    await prepare(workspace, '1');
    expect(repo.calls.map(([verb]) => verb).sort()).toEqual([
      'checkout',
      'for-each-ref',
      'status',
      'worktree',
    ]);
  });

  test('brings a unit from a worktree over the integration branch to the target', async () => {
    const repo = scratch();
    const base = repo.git('rev-parse', 'HEAD');
    const workspace = await repo.open();
    expect(workspace).toMatchObject({
      isolation: 'worktree',
      target_branch: 'main',
      integration_branch: 'orchestration/demo',
      base_commit: base,
      notes: [],
      root: repo.top,
    });

    const { cwd, base: from, conflicts } = await prepare(workspace, '2.1');
    expect(cwd.startsWith(repo.cache)).toBe(true);
    expect({ from, conflicts }).toEqual({ from: base, conflicts: [] });
    expect(read(cwd, 'src/a.ts')).toBe('a\n');
    expect(workspace.folder(taskId('2.1'))).toBe(cwd);
    writeFileSync(join(cwd, 'src/a.ts'), 'a2\n');
    writeFileSync(join(cwd, 'src/new.ts'), 'new\n');

    const evidence = await capture(workspace, '2.1');
    expect(evidence).toMatchObject({
      ref: 'refs/orchestration/demo/2.1/implement-1',
      base,
      files_changed: ['src/a.ts', 'src/new.ts'],
      notes: [],
    });
    expect(repo.ref(evidence.ref ?? '')).toBe(evidence.commit);
    expect(repo.git('rev-parse', `${evidence.commit}^{tree}`)).toBe(
      evidence.tree,
    );
    expect(await workspace.currentTree(taskId('2.1'))).toBe(evidence.tree);
    expect(await workspace.diff(evidence)).toContain('-a\n+a2\n');

    const candidate = await integrate(workspace, '2.1', evidence);
    if (candidate.type !== 'candidate') throw new Error(candidate.type);
    expect(repo.ref('orchestration/demo')).toBe(base);
    expect(read(candidate.cwd, 'src/new.ts')).toBe('new\n');
    await candidate.accept();
    expect(repo.ref('orchestration/demo')).toBe(candidate.commit);
    expect(repo.git('log', '-1', '--format=%B%P', candidate.commit ?? '')).toBe(
      [
        'Unit 2.1',
        '',
        'Orchestration-Spec: .kiro/specs/demo',
        'Orchestration-Unit: 2.1',
        'Orchestration-Attempt: 2.1/implement-1',
        'Orchestration-Requirement: 1.1',
        'Orchestration-Requirement: 2.3',
        base,
      ].join('\n'),
    );
    expect(
      repo.git('log', '-1', '--format=%an <%ae>', 'orchestration/demo'),
    ).toBe('A Person <person@example.org>');
    await workspace.release(taskId('2.1'));

    expect(read(repo.top, 'src/a.ts')).toBe('a\n');
    expect(await workspace.land(green)).toEqual({
      type: 'landed',
      commit: candidate.commit,
      branch: 'main',
    });
    expect(read(repo.top, 'src/a.ts')).toBe('a2\n');
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(repo.git('branch', '--format=%(refname:short)').split('\n')).toEqual(
      ['main', 'orchestration/demo'],
    );
  });

  test('writes nothing while it inspects, and opens from what it saw', async () => {
    const repo = scratch();
    const before = [
      repo.git('for-each-ref'),
      read(repo.top, '.git/info/exclude'),
      repo.git('ls-files', '--debug'),
    ];
    const inspection = await inspectRepository(repo.options());
    expect(inspection).toMatchObject({
      isolation: 'worktree',
      target_branch: 'main',
      integration_branch: 'orchestration/demo',
      base_commit: repo.git('rev-parse', 'HEAD'),
    });
    expect([
      repo.git('for-each-ref'),
      read(repo.top, '.git/info/exclude'),
      repo.git('ls-files', '--debug'),
    ]).toEqual(before);
    expect(existsSync(repo.cache)).toBe(false);

    await openWorkspace(repo.options(), inspection);
    expect(read(repo.top, '.git/info/exclude')).toContain(
      '\n.orchestration/\n',
    );
    expect(repo.ref('orchestration/demo')).toBe(inspection.base_commit);
    const again = read(repo.top, '.git/info/exclude');
    await repo.open({ resumed: null });
    expect(read(repo.top, '.git/info/exclude')).toBe(again);
  });

  test('starts each unit on the tip, with the code of those before it', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const first = await doUnit(workspace, '1', { 'src/one.ts': 'one\n' });
    const { cwd, base } = await prepare(workspace, '2');
    expect(base).toBe(first.commit);
    expect(read(cwd, 'src/one.ts')).toBe('one\n');
    writeFileSync(join(cwd, 'src/two.ts'), 'two\n');
    const evidence = await capture(workspace, '2');
    expect(evidence.files_changed).toEqual(['src/two.ts']);
  });

  test('merges work that started on an older tip into one commit', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, 'slow');
    writeFileSync(join(cwd, 'src/a.ts'), 'slow\n');
    const evidence = await capture(workspace, 'slow');
    const quick = await doUnit(workspace, 'quick', { 'src/b.ts': 'quick\n' });
    const commit = await accept(workspace, 'slow', evidence);
    expect(repo.git('log', '-1', '--format=%P', commit ?? '')).toBe(
      quick.commit,
    );
    expect(repo.show(`${commit}:src/a.ts`)).toBe('slow');
    expect(repo.show(`${commit}:src/b.ts`)).toBe('quick');
  });

  test('takes a unit without changes without a commit', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    await prepare(workspace, '1');
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([]);
    expect(repo.ref(evidence.ref ?? '')).toBe(evidence.commit);
    expect(await accept(workspace, '1', evidence)).toBeNull();
    expect(repo.ref('orchestration/demo')).toBe(workspace.base_commit);
  });

  test('needs few git calls a unit', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    await doUnit(workspace, '1', { 'src/one.ts': 'one\n' });
    repo.calls.length = 0;
    await doUnit(workspace, '2', { 'src/two.ts': 'two\n' });
    const verbs = repo.calls.map(([verb]) => verb);
    expect(verbs).toEqual([
      // the main checkout, before; looked at while the folder is made
      'status',
      'for-each-ref',
      // prepare: the folder of the unit before, made fresh
      'checkout',
      'clean',
      'ls-files',
      // capture
      'ls-files',
      'add',
      'write-tree',
      'diff-tree',
      'commit-tree',
      'update-ref',
      // the main checkout, after
      'status',
      'for-each-ref',
      // integrate
      'commit-tree',
      'checkout',
      'clean',
      'update-ref',
    ]);
  });
});
