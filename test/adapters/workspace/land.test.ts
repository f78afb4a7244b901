import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { doUnit, green, read, scratch, type Scratch } from './repository.ts';

const finished = async (
  setUp: (repo: Scratch) => void = () => undefined,
): Promise<{ repo: Scratch; workspace: Workspace; tip: string }> => {
  const repo = scratch();
  setUp(repo);
  const workspace = await repo.open();
  const { commit } = await doUnit(workspace, '1', {
    'src/a.ts': 'landed\n',
    'src/new.ts': 'new\n',
    'fresh/x': 'x\n',
  });
  return { repo, workspace, tip: commit ?? '' };
};

describe('landing', () => {
  test('leaves changes of the user’s on other files where they are', async () => {
    const { repo, workspace, tip } = await finished();
    repo.write({ 'src/b.ts': 'mine\n', 'notes.txt': 'mine\n' });
    repo.git('add', 'src/b.ts');
    expect(await workspace.land(green)).toEqual({
      type: 'landed',
      commit: tip,
      branch: 'main',
    });
    expect(read(repo.top, 'src/a.ts')).toBe('landed\n');
    expect(repo.git('status', '--porcelain').split('\n')).toEqual([
      'M  src/b.ts',
      '?? notes.txt',
    ]);
  });

  test.each([
    ['modified', (repo: Scratch) => repo.write({ 'src/a.ts': 'mine\n' })],
    [
      'staged',
      (repo: Scratch) => {
        repo.write({ 'src/a.ts': 'mine\n' }).git('add', 'src/a.ts');
      },
    ],
    ['untracked', (repo: Scratch) => repo.write({ 'src/new.ts': 'mine\n' })],
    [
      'ignored',
      (repo: Scratch) => {
        repo.write({ '.git/info/exclude': 'new.ts\n', 'src/new.ts': 'mine\n' });
      },
    ],
  ])(
    'is refused with the command where a landed path is %s',
    async (_what, spoil) => {
      const { repo, workspace } = await finished();
      spoil(repo);
      const before = repo.git('status', '--porcelain');
      const landing = await workspace.land(green);
      expect(landing).toMatchObject({
        type: 'failed',
        command: `git -C ${repo.top} merge orchestration/demo`,
      });
      expect(JSON.stringify(landing)).toMatch(
        /changes of its own in files that landing would change: src\/(a|new)\.ts/,
      );
      expect(repo.ref('main')).toBe(workspace.base_commit);
      expect(repo.git('status', '--porcelain')).toBe(before);
      expect([
        read(repo.top, 'src/a.ts'),
        read(repo.top, 'src/new.ts'),
      ]).toContain('mine\n');
    },
  );

  test('overwrites no ignored file where a folder would come', async () => {
    const { repo, workspace } = await finished();
    repo.write({
      '.git/info/exclude': 'fresh\n',
      fresh: 'ignored, and mine\n',
    });
    const landing = await workspace.land(green);
    expect(JSON.stringify(landing)).toContain('would change: fresh.');
    expect(read(repo.top, 'fresh')).toBe('ignored, and mine\n');
  });

  test('moves the ref where no checkout holds the branch', async () => {
    const { repo, workspace, tip } = await finished();
    repo.git('switch', '-qc', 'elsewhere');
    expect((await workspace.land(green)).type).toBe('landed');
    expect(repo.ref('main')).toBe(tip);
    expect(read(repo.top, 'src/a.ts')).toBe('a\n');
  });

  test('goes to the checkout that holds the branch now', async () => {
    const { repo, workspace } = await finished();
    repo.git('switch', '-qc', 'elsewhere');
    repo.git('worktree', 'add', '-q', '../second', 'main');
    expect((await workspace.land(green)).type).toBe('landed');
    expect(read(repo.root, 'second/src/a.ts')).toBe('landed\n');
    expect(repo.gitIn(join(repo.root, 'second'), 'status', '--porcelain')).toBe(
      '',
    );
  });

  test('is a merge commit, made aside and checked, where the branch moved', async () => {
    const { repo, workspace, tip } = await finished();
    const moved = repo.commit({ 'src/b.ts': 'moved\n' });
    const seen: (string | null)[] = [];
    const landing = await workspace.land({
      check: async (cwd) => {
        seen.push(read(cwd, 'src/a.ts'), read(cwd, 'src/b.ts'));
        expect(repo.ref('main')).toBe(moved);
        return true;
      },
    });
    expect(seen).toEqual(['landed\n', 'moved\n']);
    expect(landing).toMatchObject({ type: 'landed', commit: repo.ref('main') });
    expect(repo.git('log', '-1', '--format=%P', 'main')).toBe(
      `${moved} ${tip}`,
    );
    expect(read(repo.top, 'src/a.ts')).toBe('landed\n');
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('does not happen when the checks on that merge are red', async () => {
    const { repo, workspace } = await finished();
    const moved = repo.commit({ 'src/b.ts': 'moved\n' });
    const landing = await workspace.land({ check: async () => false });
    expect(landing).toMatchObject({ type: 'failed' });
    expect(repo.ref('main')).toBe(moved);
    expect(read(repo.top, 'src/a.ts')).toBe('a\n');
  });

  test('does not happen when the branch moved into a conflict', async () => {
    const { repo, workspace } = await finished();
    const moved = repo.commit({ 'src/a.ts': 'moved\n' });
    const landing = await workspace.land(green);
    expect(landing).toMatchObject({
      type: 'failed',
      command: `git -C ${repo.top} merge orchestration/demo`,
    });
    expect(JSON.stringify(landing)).toContain('src/a.ts');
    expect(repo.ref('main')).toBe(moved);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('has nowhere to go from a detached HEAD', async () => {
    const { repo, workspace, tip } = await finished((before) => {
      before.git('checkout', '-q', '--detach');
    });
    expect(workspace.target_branch).toBeNull();
    expect(workspace.notes.join()).toContain('detached');
    expect(await workspace.land(green)).toMatchObject({
      type: 'failed',
      command: 'git switch -c my-branch orchestration/demo',
    });
    expect(repo.ref('orchestration/demo')).toBe(tip);
  });

  test('says how to make a branch that was deleted', async () => {
    const { repo, workspace } = await finished();
    repo.git('switch', '-qc', 'elsewhere');
    repo.git('branch', '-qD', 'main');
    expect(await workspace.land(green)).toMatchObject({
      type: 'failed',
      command: 'git branch main orchestration/demo',
    });
  });

  test('done twice is done once', async () => {
    const { repo, workspace, tip } = await finished();
    await workspace.land(green);
    const after = repo.commit({ 'src/later.ts': 'x\n' });
    const later = await repo.reopen(workspace);
    expect(await later.land(green)).toEqual({
      type: 'landed',
      commit: tip,
      branch: 'main',
    });
    expect(repo.ref('main')).toBe(after);
  });

  test('is refused by a merge the user has not ended', async () => {
    const { repo, workspace } = await finished();
    repo.write({ '.git/MERGE_HEAD': `${repo.ref('main')}\n` });
    const landing = await workspace.land(green);
    expect(landing).toMatchObject({ type: 'failed' });
    expect(existsSync(join(repo.top, '.git/MERGE_HEAD'))).toBe(true);
    expect(read(repo.top, 'src/a.ts')).toBe('a\n');
  });
});

const TASKS = '.kiro/specs/demo/tasks.md';

describe('the ticks', () => {
  test('are a commit of that path alone, after landing', async () => {
    const { repo, workspace, tip } = await finished();
    await workspace.land(green);
    repo.write({
      [TASKS]: '- [x] 1. One\n- [-] 2. Two\n',
      'src/b.ts': 'staged\n',
    });
    repo.git('add', 'src/b.ts');
    expect(await workspace.commitTicks(TASKS)).toContain('committed');
    expect(repo.git('log', '-1', '--format=%P', 'main')).toBe(tip);
    expect(repo.git('show', '--format=', '--name-only', 'main')).toBe(TASKS);
    expect(repo.git('status', '--porcelain')).toBe('M  src/b.ts');
    expect(await workspace.commitTicks(TASKS)).toBeNull();
  });

  test('stay in the file beside other changes', async () => {
    const { repo, workspace, tip } = await finished();
    await workspace.land(green);
    repo.write({ [TASKS]: '- [x] 1. One, reworded\n- [ ] 2. Two\n' });
    expect(await workspace.commitTicks(TASKS)).toContain('other changes');
    expect(repo.ref('main')).toBe(tip);
  });

  test('stay in the file on another branch', async () => {
    const { repo, workspace } = await finished();
    repo.git('switch', '-qc', 'elsewhere');
    repo.write({ [TASKS]: '- [x] 1. One\n- [ ] 2. Two\n' });
    expect(await workspace.commitTicks(TASKS)).toContain('HEAD is not on main');
    expect(repo.ref('elsewhere')).toBe(workspace.base_commit);
  });

  test('of an untracked file are nobody’s commit', async () => {
    const { repo, workspace } = await finished((before) => {
      before.git('rm', '-q', '-r', '--cached', '.kiro');
      before.git('commit', '-qm', 'untrack');
    });
    repo.write({ [TASKS]: '- [x] 1. One\n- [ ] 2. Two\n' });
    expect(await workspace.commitTicks(TASKS)).toBeNull();
  });

  test('keep CRLF that git converts', async () => {
    const { repo, workspace } = await finished((before) => {
      before.git('config', 'core.autocrlf', 'true');
      before.write({ [TASKS]: '- [ ] 1. One\r\n- [ ] 2. Two\r\n' });
      expect(before.git('diff', '--stat')).toBe('');
    });
    await workspace.land(green);
    repo.write({ [TASKS]: '- [x] 1. One\r\n- [ ] 2. Two\r\n' });
    expect(await workspace.commitTicks(TASKS)).toContain('committed');
    expect(repo.git('status', '--porcelain')).toBe('');
  });
});
