import { expect, test } from 'vitest';
import { accept, capture, prepare, scratch } from './repository.ts';

test.each(['worktree', 'shared'] as const)(
  'two states of a unit’s work are compared with each other, not with its start (%s)',
  async (isolation) => {
    const repo = scratch();
    const workspace = await repo.open({ isolation });
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'one\n', 'src/c.ts': 'c\n' }, cwd);
    const first = await capture(workspace, '1');
    await prepare(workspace, '1', { from: 'keep', evidence: first });
    repo.write({ 'src/a.ts': 'two\n' }, cwd);
    const second = await capture(workspace, '1', { role: 'fix' });

    const since = await workspace.diffBetween(first, second);
    expect(since).toContain('-one\n+two\n');
    expect(since).not.toContain('src/c.ts');
    expect(await workspace.diffBetween(second, second)).toBe('');
    expect(await workspace.fileText(first, 'src/a.ts')).toBe('one\n');
    expect(await workspace.fileText(second, 'src/a.ts')).toBe('two\n');
    for (const path of ['../a.ts', '/etc/passwd', 'src', 'no\0.ts', '']) {
      expect(await workspace.fileText(second, path)).toBeNull();
    }
  },
);

test('work that was put upon other work is compared in its own files alone', async () => {
  const repo = scratch();
  const workspace = await repo.open();
  const { cwd } = await prepare(workspace, '1');
  repo.write({ 'src/a.ts': 'one\n' }, cwd);
  const first = await capture(workspace, '1');
  const other = await prepare(workspace, '2');
  repo.write({ 'src/b.ts': 'other\n' }, other.cwd);
  await accept(workspace, '2', await capture(workspace, '2'));

  const merged = await prepare(workspace, '1', {
    from: 'merge',
    evidence: first,
  });
  const second = await capture(workspace, '1', {
    role: 'rebase',
    base: merged.base,
  });
  expect(second.base).not.toBe(first.base);
  expect(await workspace.diffBetween(first, second)).toBe('');
});
