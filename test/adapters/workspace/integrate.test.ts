import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/model/user-error.ts';
import {
  accept,
  capture,
  doUnit,
  integrate,
  prepare,
  read,
  scratch,
} from './repository.ts';

describe('the integration branch', () => {
  test('proves by trailer that an attempt is on it, after a restart too', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { evidence, commit } = await doUnit(workspace, '1', {
      'src/a.ts': '1\n',
    });
    await doUnit(workspace, '2', { 'src/b.ts': '2\n' });
    const already = { type: 'already', commit };
    expect(await integrate(workspace, '1', evidence)).toEqual(already);
    const later = await repo.reopen(workspace);
    expect(await integrate(later, '1', evidence)).toEqual(already);
    expect(repo.git('rev-list', '--count', 'main..orchestration/demo')).toBe(
      '2',
    );
  });

  test('takes no title for a trailer', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': '1\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const made = await workspace.integrate({
      task_id: (await import('../../../src/model/ids.ts')).taskId('1'),
      evidence,
      attempt: '1/implement-1',
      title: `Evil\n\nOrchestration-Unit: 9\nOrchestration-Attempt: 9/implement-1 ${'x'.repeat(80)}`,
      requirements: ['1.1\nOrchestration-Unit: 8'],
    });
    if (made.type !== 'candidate') throw new Error(made.type);
    await made.accept();
    expect(
      repo
        .git(
          'log',
          '-1',
          '--format=%(trailers:key=Orchestration-Unit,valueonly)',
          'orchestration/demo',
        )
        .trim(),
    ).toBe('1');
    expect(
      repo.git('log', '-1', '--format=%s', 'orchestration/demo').length,
    ).toBeLessThanOrEqual(72);
  });

  test('is not moved when somebody else moved it', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': '1\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const candidate = await integrate(workspace, '1', evidence);
    if (candidate.type !== 'candidate') throw new Error(candidate.type);
    const foreign = repo.git(
      'commit-tree',
      'HEAD^{tree}',
      '-p',
      'HEAD',
      '-m',
      'x',
    );
    repo.git('update-ref', 'refs/heads/orchestration/demo', foreign);
    await expect(candidate.accept()).rejects.toThrow(UserError);
    expect(repo.ref('orchestration/demo')).toBe(foreign);
  });

  test('gets nothing from a candidate that is not accepted', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': '1\n', 'leftover.tmp~': 'x\n' }, cwd);
    const evidence = await capture(workspace, '1');
    const candidate = await integrate(workspace, '1', evidence);
    expect(candidate).toMatchObject({
      type: 'candidate',
      tree: evidence.tree,
      cwd,
    });
    // A check must not pass thanks to a file that is not in the commit.
    expect(read(cwd, 'leftover.tmp~')).toBeNull();
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toContain('1. One');
    expect(repo.ref('orchestration/demo')).toBe(workspace.base_commit);
    expect((await prepare(workspace, '2')).base).toBe(workspace.base_commit);
  });

  test('never picks a side: delete against change is a conflict', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.gitIn(cwd, 'rm', '-q', 'src/a.ts');
    const evidence = await capture(workspace, '1');
    await doUnit(workspace, '2', { 'src/a.ts': 'changed\n' });
    expect(await integrate(workspace, '1', evidence)).toEqual({
      type: 'conflict',
      files: ['src/a.ts'],
    });
  });

  test('shows its tip in a folder for checks', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const before = await workspace.tip();
    expect(before.tree).toBe(repo.git('rev-parse', 'HEAD^{tree}'));
    await doUnit(workspace, '1', { 'src/a.ts': 'tip\n' });
    const after = await workspace.tip();
    expect(after.cwd).toBe(before.cwd);
    expect(after.tree).toBe(repo.git('rev-parse', 'orchestration/demo^{tree}'));
    expect(read(after.cwd, 'src/a.ts')).toBe('tip\n');
    expect(read(after.cwd, '.kiro/specs/demo/tasks.md')).toContain('1. One');
  });

  test('holds signed commits where signing is asked for', async () => {
    const repo = scratch();
    repo.write(
      {
        'fake-gpg':
          '#!/bin/sh\ncat > /dev/null\necho "[GNUPG:] SIG_CREATED " >&2\nprintf -- "-----BEGIN PGP SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n"\n',
      },
      repo.root,
    );
    repo.gitIn(repo.root, '--version');
    const { chmodSync } = await import('node:fs');
    chmodSync(`${repo.root}/fake-gpg`, 0o755);
    repo.git('config', 'gpg.program', `${repo.root}/fake-gpg`);
    repo.git('config', 'commit.gpgsign', 'true');
    const signing = await repo.open({ sign: true });
    const { cwd } = await prepare(signing, '1');
    repo.write({ 'src/a.ts': '1\n' }, cwd);
    const commit = await accept(signing, '1', await capture(signing, '1'));
    expect(repo.git('cat-file', '-p', commit ?? '')).toContain('gpgsig');
    const plain = await repo.open();
    const other = await doUnit(plain, '2', { 'src/a.ts': '2\n' });
    expect(repo.git('cat-file', '-p', other.commit ?? '')).not.toContain(
      'gpgsig',
    );
  });
});
