import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Workspace } from '../../../src/ports/workspace.ts';
import type { Scratch } from './repository.ts';
import {
  accept,
  capture,
  green,
  prepare,
  read,
  scratch,
} from './repository.ts';

describe('a workdir in a subfolder', () => {
  const inSubfolder = async (): Promise<{
    repo: Scratch;
    workspace: Workspace;
  }> => {
    const repo = scratch();
    repo.commit({
      'packages/app/src/x.ts': 'x\n',
      'packages/app/.kiro/specs/demo/tasks.md': '- [ ] 1. One\n',
    });
    const workdir = join(repo.top, 'packages/app');
    const workspace = await repo.open({
      workdir,
      outputDir: join(workdir, '.kiro/specs'),
    });
    return { repo, workspace };
  };

  test('is the agent’s folder too, and paths are relative to it', async () => {
    const { repo, workspace } = await inSubfolder();
    repo.write({ 'packages/app/.kiro/specs/demo/tasks.md': '- [-] 1. One\n' });
    const { cwd } = await prepare(workspace, '1');
    expect(cwd.endsWith('/packages/app')).toBe(true);
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toBe('- [-] 1. One\n');
    repo.write(
      {
        'src/x.ts': 'y\n',
        '../../src/a.ts': 'outside\n',
        '.kiro/specs/AGENT_STATE.json': '{}\n',
        'server.pem': 'declared\n',
      },
      cwd,
    );
    const evidence = await capture(workspace, '1', { writes: ['server.pem'] });
    expect(evidence.files_changed).toEqual([
      '../../src/a.ts',
      'server.pem',
      'src/x.ts',
    ]);
    const candidate = await workspace.tip();
    expect(candidate.cwd.endsWith('/packages/app')).toBe(true);
    await accept(workspace, '1', evidence);
    expect((await workspace.land(green)).type).toBe('landed');
    expect(read(repo.top, 'packages/app/src/x.ts')).toBe('y\n');
    repo.write({ 'packages/app/.kiro/specs/demo/tasks.md': '- [x] 1. One\n' });
    expect(await workspace.commitTicks('.kiro/specs/demo/tasks.md')).toContain(
      'committed',
    );
  });

  test('is there again where the agent removed it or made it a repository', async () => {
    const { repo, workspace } = await inSubfolder();
    const { cwd } = await prepare(workspace, '1');
    repo.gitIn(cwd, 'init', '-q');
    repo.write({ 'src/x.ts': 'z\n' }, cwd);
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['src/x.ts']);
    expect(repo.gitIn(cwd, 'rev-parse', '--show-prefix')).toBe('packages/app/');
    repo.gitIn(cwd, 'rm', '-rqf', '.');
    const kept = await prepare(workspace, '1', { from: 'keep', evidence });
    expect(kept.cwd).toBe(cwd);
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toBe('- [ ] 1. One\n');
  });
});

describe('a workdir that is a linked worktree', () => {
  test('is treated as the main checkout of the run', async () => {
    const repo = scratch();
    repo.git('worktree', 'add', '-q', '-b', 'feature', '../linked');
    const workdir = join(repo.root, 'linked');
    const workspace = await repo.open({
      workdir,
      outputDir: join(workdir, '.kiro/specs'),
    });
    expect(workspace.target_branch).toBe('feature');
    const { cwd } = await prepare(workspace, '1');
    writeFileSync(join(cwd, 'src/a.ts'), 'linked\n');
    await accept(workspace, '1', await capture(workspace, '1'));
    expect((await workspace.land(green)).type).toBe('landed');
    expect(read(workdir, 'src/a.ts')).toBe('linked\n');
    expect(read(repo.top, 'src/a.ts')).toBe('a\n');
    expect(repo.ref('main')).toBe(workspace.base_commit);
    mkdirSync(join(workdir, '.orchestration'));
    repo.write({ '.orchestration/x': 'x' }, workdir);
    expect(repo.gitIn(workdir, 'status', '--porcelain')).toBe('');
  });
});

describe('a repository with a submodule', () => {
  const withSubmodule = async (): Promise<{
    repo: Scratch;
    workspace: Workspace;
  }> => {
    const library = scratch();
    const repo = scratch();
    repo.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.top,
      'lib',
    );
    repo.git('commit', '-qm', 'submodule');
    // Its origin is out of reach from now on.
    repo.git('config', 'submodule.lib.url', '/nowhere/at/all');
    return { repo, workspace: await repo.open() };
  };

  test('has it filled in every worktree, without its origin', async () => {
    const { repo, workspace } = await withSubmodule();
    const config = read(repo.top, '.git/config');
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, 'lib/src/a.ts')).toBe('a\n');
    expect(read(repo.top, '.git/config')).toBe(config);
    writeFileSync(join(cwd, 'src/a.ts'), 'work\n');
    const evidence = await capture(workspace, '1');
    expect(evidence).toMatchObject({ files_changed: ['src/a.ts'], notes: [] });
    await accept(workspace, '1', evidence);
    expect((await workspace.land(green)).type).toBe('landed');
    expect(read(repo.top, 'lib/src/a.ts')).toBe('a\n');
  });

  test('takes no work inside it, and says so', async () => {
    const { repo, workspace } = await withSubmodule();
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'lib/src/a.ts': 'inside\n', 'src/a.ts': 'work\n' }, cwd);
    const dirty = await capture(workspace, '1');
    expect(dirty.files_changed).toEqual(['src/a.ts']);
    expect(dirty.notes.join()).toContain('The submodule "lib" was changed');

    repo.gitIn(
      join(cwd, 'lib'),
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit',
      '-qam',
      'inside',
    );
    const committed = await capture(workspace, '1', { n: 2 });
    expect(committed.tree).toBe(dirty.tree);
    expect(committed.notes.join()).toContain('The submodule "lib" was changed');

    await prepare(workspace, '1');
    expect(read(cwd, 'lib/src/a.ts')).toBe('a\n');
  });
});
