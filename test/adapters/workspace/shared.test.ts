import {
  chmodSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import {
  accept,
  capture,
  green,
  prepare,
  read,
  scratch,
  Scratch,
  temporaryFolder,
} from './repository.ts';

const outsideGit = async (): Promise<{
  repo: Scratch;
  workdir: string;
  workspace: Workspace;
}> => {
  const repo = new Scratch();
  const workdir = temporaryFolder();
  repo.write(
    {
      'src/a.ts': 'a\n',
      'src/b.ts': 'b\n',
      'node_modules/p/index.js': 'p\n',
      '.kiro/specs/demo/tasks.md': '- [ ] 1. One\n',
    },
    workdir,
  );
  return { repo, workdir, workspace: await repo.open(sharedIn(workdir)) };
};

const sharedIn = (workdir: string) => ({
  workdir,
  outputDir: join(workdir, '.kiro/specs'),
});

const runFolder = (workdir: string): string =>
  join(workdir, '.orchestration/demo');

describe('a shared folder', () => {
  test('knows what an attempt left that died as the work of its unit', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    const writes = ['src/a.ts'];
    await prepare(workspace, '1', { writes });
    repo.write({ 'src/a.ts': 'done\n' }, workdir);
    await capture(workspace, '1', { writes });
    await prepare(workspace, '1', { writes });
    const again = await capture(workspace, '1', { n: 2, writes });
    expect(again.files_changed).toEqual(['src/a.ts']);

    await workspace.release(taskId('1'));
    await prepare(workspace, '1', { writes });
    const after = await capture(workspace, '1', { n: 3, writes });
    expect(after.files_changed).toEqual([]);
  });

  test('tells the work of many units apart that begin and end at once', async () => {
    const { repo, workspace } = await outsideGit();
    const ids = Array.from({ length: 12 }, (_, place) => String(place + 1));
    const seen = await Promise.all(
      ids.map(async (id) => {
        const writes = [`src/${id}.ts`];
        const { cwd } = await prepare(workspace, id, { writes });
        repo.write({ [`src/${id}.ts`]: `${id}\n` }, cwd);
        return (await capture(workspace, id, { writes })).files_changed;
      }),
    );
    expect(seen).toEqual(ids.map((id) => [`src/${id}.ts`]));
  });

  test('gives evidence by content, and copies what changed', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    expect(workspace).toMatchObject({
      isolation: 'shared',
      target_branch: null,
      integration_branch: null,
      base_commit: null,
      root: workdir,
    });
    expect(await prepare(workspace, '1')).toEqual({
      cwd: workdir,
      base: null,
      conflicts: [],
    });
    repo.write(
      {
        'src/a.ts': 'a2\n',
        'src/new.ts': 'new\n',
        'node_modules/p/index.js': 'changed\n',
        '.kiro/specs/demo/tasks.md': '- [x] 1. One\n',
        '.kiro/specs/AGENT_STATE.json': '{}\n',
        'orchestration.config.json': '{}\n',
      },
      workdir,
    );
    rmSync(join(workdir, 'src/b.ts'));
    const evidence = await capture(workspace, '1');
    expect(evidence).toMatchObject({
      ref: null,
      commit: null,
      base: null,
      files_changed: ['src/a.ts', 'src/b.ts', 'src/new.ts'],
      notes: [],
    });
    const copies = join(runFolder(workdir), 'attempts/1-implement-1/files');
    expect(readdirSync(join(copies, 'src')).sort()).toEqual(['a.ts', 'new.ts']);
    expect(read(copies, 'src/a.ts')).toBe('a2\n');
    expect(await workspace.diff(evidence)).toBe(
      [
        '--- a/src/a.ts',
        '+++ b/src/a.ts',
        '@@ -1,1 +1,1 @@',
        '-a',
        '+a2',
        '--- a/src/b.ts',
        '+++ /dev/null',
        '@@ -1,1 +0,0 @@',
        '-b',
        '--- /dev/null',
        '+++ b/src/new.ts',
        '@@ -0,0 +1,1 @@',
        '+new',
        '',
      ].join('\n'),
    );
    expect(await workspace.currentTree(taskId('1'))).toBe(evidence.tree);
    writeFileSync(join(workdir, 'src/a.ts'), 'a3\n');
    expect(await workspace.currentTree(taskId('1'))).not.toBe(evidence.tree);
    expect(await accept(workspace, '1', evidence)).toBeNull();
    expect(await workspace.land(green)).toEqual({
      type: 'landed',
      commit: null,
      branch: null,
    });
    expect(await workspace.commitTicks('.kiro/specs/demo/tasks.md')).toBeNull();
  });

  test('gives a change to the unit whose writes name it, else to nobody', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    await prepare(workspace, '1', { writes: ['src/a.ts'] });
    await prepare(workspace, '2', { writes: ['src/sub/**'] });
    repo.write(
      { 'src/a.ts': 'one\n', 'src/sub/x.ts': 'two\n', 'stray.ts': 'whose\n' },
      workdir,
    );
    const first = await capture(workspace, '1', { writes: ['src/a.ts'] });
    expect(first.files_changed).toEqual(['src/a.ts']);
    expect(first.notes).toHaveLength(1);
    expect(first.notes[0]).toMatch(/unattributed: "stray\.ts"\.$/);
    const second = await capture(workspace, '2', { writes: ['src/sub/**'] });
    expect(second.files_changed).toEqual(['src/sub/x.ts']);
  });

  test('gives everything to a unit that wrote alone, and says what its writes do not name', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    await prepare(workspace, '1', { writes: ['src/a.ts'] });
    repo.write({ 'src/a.ts': 'one\n', 'src/extra.ts': 'x\n' }, workdir);
    const evidence = await capture(workspace, '1', { writes: ['src/a.ts'] });
    expect(evidence.files_changed).toEqual(['src/a.ts', 'src/extra.ts']);
    expect(evidence.notes).toEqual([
      'Changed outside the unit\'s writes: "src/extra.ts".',
    ]);
  });

  test('adds a fix to the work before it, and nothing of others in between', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'one\n' }, workdir);
    const first = await capture(workspace, '1');
    await prepare(workspace, '2');
    repo.write({ 'src/two.ts': 'two\n' }, workdir);
    await capture(workspace, '2');
    await prepare(workspace, '1', { from: 'keep', evidence: first });
    repo.write({ 'src/fix.ts': 'fix\n' }, workdir);
    const fixed = await capture(workspace, '1', { role: 'fix' });
    expect(fixed.files_changed).toEqual(['src/a.ts', 'src/fix.ts']);
  });

  test('knows an attempt’s start after the program died', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'half\n' }, workdir);
    const later = await repo.reopen(workspace, sharedIn(workdir));
    const evidence = await capture(later, '1');
    expect(evidence.files_changed).toEqual(['src/a.ts']);
    expect(await later.diff(evidence)).toContain('-a\n+half\n');
  });

  test('sees modes, links, binaries and large files', async () => {
    const { repo, workdir, workspace } = await outsideGit();
    await prepare(workspace, '1');
    chmodSync(join(workdir, 'src/a.ts'), 0o755);
    symlinkSync('/etc/hostname', join(workdir, 'link'));
    writeFileSync(join(workdir, 'bin'), Buffer.from([0, 1]));
    repo.write({ big: 'x'.repeat(1024 * 1024 + 1) }, workdir);
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['big', 'bin', 'link', 'src/a.ts']);
    const diff = await workspace.diff(evidence);
    expect(diff).toContain('Binary or large file big differs');
    expect(diff).toContain('Binary or large file bin differs');
    expect(diff).toContain('+/etc/hostname');
    const objects = join(runFolder(workdir), 'shared/objects');
    expect(statSync(objects).mode & 0o077).toBe(0);
  });

  test('in a repository it asks git what is ignored, and commits nothing', async () => {
    const repo = scratch();
    const workspace = await repo.open({ isolation: 'shared' });
    const before = repo.git('for-each-ref');
    await prepare(workspace, '1');
    repo.write({
      'src/a.ts': 'x\n',
      'dist/out.js': 'x\n',
      'trace.log': 'x\n',
      'new file.ts': 'x\n',
    });
    rmSync(join(repo.top, 'src/b.ts'));
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([
      'new file.ts',
      'src/a.ts',
      'src/b.ts',
    ]);
    await accept(workspace, '1', evidence);
    expect(repo.git('for-each-ref')).toBe(before);
    expect(repo.git('status', '--porcelain').split('\n').sort()).toEqual([
      ' D src/b.ts',
      ' M src/a.ts',
      '?? "new file.ts"',
    ]);
  });

  test('works where git cannot be run', async () => {
    const { repo, workdir } = await outsideGit();
    const workspace = await repo.open({
      ...sharedIn(workdir),
      execGit: async () => ({ exitCode: null, stdout: '', stderr: 'ENOENT' }),
    });
    await prepare(workspace, '1');
    repo.write({ 'src/a.ts': 'x\n' }, workdir);
    expect((await capture(workspace, '1')).files_changed).toEqual(['src/a.ts']);
  });
});
