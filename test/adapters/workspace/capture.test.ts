import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import {
  accept,
  capture,
  prepare,
  read,
  scratch,
  type Scratch,
} from './repository.ts';

const started = async (
  changes: Parameters<Scratch['open']>[0] = {},
): Promise<{ repo: Scratch; workspace: Workspace; cwd: string }> => {
  const repo = scratch();
  const workspace = await repo.open(changes);
  const { cwd } = await prepare(workspace, '1');
  return { repo, workspace, cwd };
};

describe('the work of an attempt', () => {
  test('takes in what the agent committed itself, wherever its HEAD went', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'first\n' }, cwd);
    repo.gitIn(cwd, 'commit', '-qam', 'my own');
    repo.gitIn(cwd, 'switch', '-qc', 'agents-branch');
    repo.write({ 'src/c.ts': 'c\n' }, cwd);
    repo.gitIn(cwd, 'add', '-A');
    repo.gitIn(cwd, 'commit', '-qm', 'more');
    repo.write({ 'src/b.ts': 'last\n' }, cwd);
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([
      'src/a.ts',
      'src/b.ts',
      'src/c.ts',
    ]);
    expect(evidence.notes.join()).toContain('refs/heads/agents-branch');
    const commit = await accept(workspace, '1', evidence);
    expect(repo.git('rev-list', '--count', `main..${commit}`)).toBe('1');

    const agents = repo.ref('agents-branch');
    await workspace.release(taskId('1'));
    await prepare(workspace, '2');
    expect(repo.ref('agents-branch')).toBe(agents);
  });

  test('does not see less because of the agent’s index or stash', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'hidden\n' }, cwd);
    repo.gitIn(cwd, 'update-index', '--assume-unchanged', 'src/a.ts');
    repo.gitIn(cwd, 'rm', '-q', '--cached', 'src/b.ts');
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['src/a.ts']);

    await workspace.release(taskId('1'));
    const next = await prepare(workspace, '2');
    expect(next.cwd).toBe(cwd);
    expect(read(cwd, 'src/a.ts')).toBe('a\n');
  });

  test('is the whole work since the base after a fix', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'one\n' }, cwd);
    const first = await capture(workspace, '1');
    const kept = await prepare(workspace, '1', {
      from: 'keep',
      evidence: first,
    });
    expect(kept).toEqual({ cwd, base: first.base, conflicts: [] });
    repo.write({ 'src/b.ts': 'fixed\n' }, cwd);
    const second = await capture(workspace, '1', {
      role: 'fix',
      base: kept.base,
    });
    expect(second.files_changed).toEqual(['src/a.ts', 'src/b.ts']);
    expect(second.ref).toBe('refs/orchestration/demo/1/fix-1');
    expect(repo.ref(first.ref ?? '')).toBe(first.commit);
  });

  test('keeps modes, links, binaries, renames and deletes', async () => {
    const { repo, workspace, cwd } = await started();
    writeFileSync(join(cwd, 'run.sh'), '#!/bin/sh\n');
    chmodSync(join(cwd, 'run.sh'), 0o755);
    symlinkSync('src/a.ts', join(cwd, 'link'));
    symlinkSync('/nowhere/at/all', join(cwd, 'dangling'));
    writeFileSync(join(cwd, 'image.bin'), Buffer.from([0, 255, 1, 254]));
    renameSync(join(cwd, 'src/a.ts'), join(cwd, 'src/moved.ts'));
    rmSync(join(cwd, 'src/b.ts'));
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([
      'dangling',
      'image.bin',
      'link',
      'run.sh',
      'src/a.ts',
      'src/b.ts',
      'src/moved.ts',
    ]);
    const commit = await accept(workspace, '1', evidence);
    const modes = repo.git(
      'ls-tree',
      '-r',
      '--format=%(objectmode) %(path)',
      commit ?? '',
    );
    expect(modes).toContain('100755 run.sh');
    expect(modes).toContain('120000 link');
    expect(modes).toContain('120000 dangling');
    expect(await workspace.diff(evidence)).toContain('rename to src/moved.ts');
  });

  test('keeps files whatever their names', async () => {
    const { repo, workspace, cwd } = await started();
    const names = [
      'with space.ts',
      ' lead and trail ',
      'quo"te\'s.ts',
      'new\nline.ts',
      'tab\there',
      'ünï-コード.ts',
      '-rf',
      ':(top)magic',
      '*.glob?[x]',
      'back\\slash',
      '#hash !bang',
      '$HOME;`id`',
    ];
    repo.write(Object.fromEntries(names.map((name) => [name, name])), cwd);
    const evidence = await capture(workspace, '1', { writes: names });
    expect(evidence.files_changed).toEqual([...names].sort());
    expect(evidence.notes).toEqual([]);
    await accept(workspace, '1', evidence);
    await workspace.land({ check: async () => true });
    expect(names.map((name) => read(repo.top, name))).toEqual(names);
  });

  test('leaves junk and credentials out and names them', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write(
      {
        '.env': 'KEY=1\n',
        '.env.example': 'KEY=\n',
        'cert/server.pem': 'x\n',
        'wanted.pem': 'x\n',
        '.DS_Store': 'x\n',
        'py/__pycache__/a.pyc': 'x\n',
        'py/__pycache__/b/c.txt': 'x\n',
        'src/ok.ts': 'ok\n',
      },
      cwd,
    );
    const evidence = await capture(workspace, '1', { writes: ['wanted.pem'] });
    expect(evidence.files_changed).toEqual([
      '.env.example',
      'src/ok.ts',
      'wanted.pem',
    ]);
    expect(evidence.notes).toEqual([
      'Left out (junk): ".DS_Store", "py/__pycache__".',
      'Left out (looks like a credential file): ".env", "cert/server.pem".',
    ]);
    const commit = await accept(workspace, '1', evidence);
    expect(
      repo.git('ls-tree', '-r', '--name-only', commit ?? ''),
    ).not.toContain('server.pem');
    expect(read(cwd, '.env')).toBeNull();
  });

  test('leaves new files out that hold a key or a token, and takes changed ones', async () => {
    const { repo, workspace, cwd } = await started();
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n';
    const registry = '//registry.example.org/:_authToken=';
    repo.write(
      {
        'deploy/key-of-mine': key,
        'named/key': key,
        '.npmrc': `${registry}abc\n`,
        'sub/.npmrc': `${registry}\${NPM_TOKEN}\n`,
        'docs/keys.md': `How a key looks:\n\n${key}`,
        'src/a.ts': key,
      },
      cwd,
    );
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const evidence = await capture(workspace, '1', { writes: ['named/key'] });
    expect(evidence.files_changed).toEqual([
      'docs/keys.md',
      'named/key',
      'src/a.ts',
      'sub/.npmrc',
    ]);
    expect(evidence.notes).toEqual([
      'Left out (looks like a credential file): ".npmrc", "deploy/key-of-mine".',
    ]);
  });

  test('names the rule where git ignores a declared write', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write(
      { 'dist/out.js': 'x\n', 'trace.log': 'x\n', 'src/a.ts': 'x\n' },
      cwd,
    );
    const evidence = await capture(workspace, '1', {
      writes: ['dist/out.js', 'src/a.ts', 'missing.log', 'src/**'],
    });
    expect(evidence.files_changed).toEqual(['src/a.ts']);
    expect(evidence.notes).toHaveLength(1);
    expect(evidence.notes[0]).toMatch(
      /"dist\/out\.js" is in the manifest but git ignores it \(\.gitignore:2: dist\/\)/,
    );
  });

  test('never holds the spec, the state or the configuration', async () => {
    const repo = scratch();
    repo.commit({ 'orchestration.config.json': '{}\n' });
    const workspace = await repo.open();
    repo.write({ '.kiro/specs/demo/tasks.md': '- [-] 1. One\n' });
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toBe('- [-] 1. One\n');
    const quiet = await capture(workspace, '1');
    expect(quiet).toMatchObject({ files_changed: [], notes: [] });

    repo.write(
      {
        'orchestration.config.json': '{"checks":[]}\n',
        '.kiro/specs/demo/tasks.md': '- [x] 1. One\n',
        '.kiro/specs/demo/extra.md': 'x\n',
        '.kiro/specs/AGENT_STATE.json': '{}\n',
        '.kiro/steering/tech.md': 'mine\n',
      },
      cwd,
    );
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['.kiro/steering/tech.md']);
    expect(evidence.notes[0]).toContain('orchestration.config.json');
    expect(evidence.notes[0]).toContain('.kiro/specs/demo/tasks.md');
    await prepare(workspace, '1', { from: 'keep', evidence });
    expect(read(cwd, '.kiro/specs/demo/extra.md')).toBeNull();
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toBe('- [-] 1. One\n');
  });

  test('never holds a spec that git does not track', async () => {
    const repo = scratch();
    repo.git('rm', '-rq', '--cached', '.kiro');
    repo.git('commit', '-qm', 'untrack');
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, '.kiro/specs/demo/tasks.md')).toContain('1. One');
    expect((await capture(workspace, '1')).files_changed).toEqual([]);
  });

  test('takes the files of repositories the agent made in it', async () => {
    const { repo, workspace, cwd } = await started();
    for (const folder of ['lib/inner', 'empty', 'src', 'lib/inner/deep']) {
      mkdirSync(join(cwd, folder), { recursive: true });
      repo.gitIn(join(cwd, folder), 'init', '-q');
    }
    repo.write(
      {
        'lib/inner/x.ts': 'x\n',
        'lib/inner/deep/y.ts': 'y\n',
        'src/z.ts': 'z\n',
      },
      cwd,
    );
    repo.gitIn(join(cwd, 'lib/inner/deep'), 'add', '-A');
    repo.gitIn(
      join(cwd, 'lib/inner/deep'),
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit',
      '-qm',
      'x',
    );
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual([
      'lib/inner/deep/y.ts',
      'lib/inner/x.ts',
      'src/z.ts',
    ]);
    expect(evidence.notes).toHaveLength(4);
    expect(existsSync(join(cwd, 'lib/inner/.git'))).toBe(false);
    const modes = repo.git(
      'ls-tree',
      '-r',
      '--format=%(objectmode)',
      evidence.commit ?? '',
    );
    expect(modes).not.toContain('160000');
  });

  test('survives an agent that replaces or removes its .git', async () => {
    const { repo, workspace, cwd } = await started();
    rmSync(join(cwd, '.git'));
    repo.gitIn(cwd, 'init', '-q');
    repo.write({ 'src/a.ts': 'kept\n' }, cwd);
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['src/a.ts']);
    expect(evidence.notes.join()).toContain('its .git was moved aside');
    expect(repo.gitIn(cwd, 'rev-parse', '--git-common-dir')).toBe(
      join(repo.top, '.git'),
    );

    rmSync(join(cwd, '.git'));
    repo.write({ 'src/b.ts': 'too\n' }, cwd);
    const second = await capture(workspace, '1', { n: 2 });
    expect(second.files_changed).toEqual(['src/a.ts', 'src/b.ts']);
  });

  test('survives an agent that removes its worktree from git', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'kept\n' }, cwd);
    rmSync(join(repo.top, '.git/worktrees'), { recursive: true });
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['src/a.ts']);
    const again = await prepare(workspace, '1', { from: 'keep', evidence });
    expect(read(again.cwd, 'src/a.ts')).toBe('kept\n');
    await accept(workspace, '1', evidence);
    expect(repo.show('orchestration/demo:src/a.ts')).toBe('kept');
  });

  test('is never a deletion of everything when the folder was deleted', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'one\n' }, cwd);
    const first = await capture(workspace, '1');
    rmSync(cwd, { recursive: true });
    const second = await capture(workspace, '1', { n: 2 });
    expect(second.tree).toBe(first.tree);
    expect(second.notes.join()).toContain('deleted');

    const again = await prepare(workspace, '1', {
      from: 'keep',
      evidence: first,
    });
    expect(again.base).toBe(first.base);
    expect(read(again.cwd, 'src/a.ts')).toBe('one\n');
    repo.gitIn(repo.top, 'worktree', 'remove', '--force', again.cwd);
    const fresh = await prepare(workspace, '1');
    expect(read(fresh.cwd, 'src/a.ts')).toBe('a\n');
  });

  test('names changes of the main checkout, its refs and stash, and reverts none', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'src/a.ts': 'in the wrong place\n', 'stray.ts': 'x\n' });
    const old = repo.git('rev-parse', 'main');
    repo.git('branch', 'victim');
    const before = await capture(workspace, '1');
    expect(before.notes.join()).toContain('"src/a.ts"');
    expect(before.notes.join()).toContain('"stray.ts"');
    expect(before.notes.join()).toContain('refs/heads/victim');
    expect(read(repo.top, 'src/a.ts')).toBe('in the wrong place\n');

    await prepare(workspace, '1', { from: 'keep', evidence: before });
    repo.gitIn(cwd, 'branch', '-qD', 'victim');
    const after = await capture(workspace, '1', { n: 2 });
    expect(after.notes.join()).toContain('refs/heads/victim');
    expect(repo.ref(`refs/orchestration/demo/rescue/${old.slice(0, 12)}`)).toBe(
      old,
    );
  });

  test('is blamed for what its own tool events name in the main checkout', async () => {
    const { repo, workspace, cwd } = await started();
    repo.write({ 'new/deep/x.ts': 'x\n', 'src/a.ts': 'x\n' });
    repo.write({ 'src/b.ts': 'by the user\n' });
    const claims = [
      join(repo.top, 'new/deep/x.ts'),
      relative(cwd, join(repo.top, 'src/a.ts')),
      'src/b.ts',
      join(repo.top, 'src/untouched.ts'),
    ];
    const { notes } = await capture(workspace, '1', { files_written: claims });
    expect(notes).toEqual([
      'The attempt wrote to the main checkout, outside its own folder: "new/deep/x.ts", "src/a.ts". Nothing was put back.',
      'While it ran, this changed in the main checkout, by whomever (nothing was put back): files "src/b.ts".',
    ]);
    expect(read(repo.top, 'src/a.ts')).toBe('x\n');
  });

  test('hears of a change by somebody else once, in whichever attempt ends first', async () => {
    const { repo, workspace } = await started();
    await prepare(workspace, '2');
    await prepare(workspace, '3');
    repo.write({ 'src/b.ts': 'by the user\n' });
    expect((await capture(workspace, '2')).notes.join()).toContain('src/b.ts');
    expect((await capture(workspace, '1')).notes).toEqual([]);
    const blamed = await capture(workspace, '3', {
      files_written: [join(repo.top, 'src/b.ts')],
    });
    expect(blamed.notes.join()).toContain('The attempt wrote to the main');
  });

  test('names a dropped stash entry and a planted hook, and keeps the entry', async () => {
    const repo = scratch();
    for (const text of ['old', 'top']) {
      repo.write({ 'src/a.ts': text });
      repo.git('stash');
    }
    const old = repo.git('rev-parse', 'stash@{1}');
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    repo.gitIn(cwd, 'stash', 'drop', '-q', 'stash@{1}');
    repo.write({ '.git/hooks/post-merge': '#!/bin/sh\n' });
    const { notes } = await capture(workspace, '1');
    expect(notes.join()).toMatch(
      /refs refs\/stash; the repository’s configuration: hooks\/post-merge/,
    );
    expect(repo.ref(`refs/orchestration/demo/rescue/${old.slice(0, 12)}`)).toBe(
      old,
    );
  });

  test('runs no hook of the repository', async () => {
    const repo = scratch();
    const trace = join(repo.root, 'hook-ran');
    for (const hook of [
      'post-checkout',
      'pre-commit',
      'post-commit',
      'post-merge',
      'reference-transaction',
      'post-index-change',
      'commit-msg',
    ]) {
      repo.write({
        [`.git/hooks/${hook}`]: `#!/bin/sh\necho ${hook} >> '${trace}'\n`,
      });
      chmodSync(join(repo.top, '.git/hooks', hook), 0o755);
    }
    repo.git(
      'config',
      'core.fsmonitor',
      join(repo.top, '.git/hooks/commit-msg'),
    );
    rmSync(trace, { force: true });
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, '1');
    writeFileSync(join(cwd, 'src/a.ts'), 'x\n');
    const evidence = await capture(workspace, '1');
    await accept(workspace, '1', evidence);
    repo.write({ '.kiro/specs/demo/tasks.md': '- [x] 1. One\n- [ ] 2. Two\n' });
    expect((await workspace.land({ check: async () => true })).type).toBe(
      'landed',
    );
    expect(await workspace.commitTicks('.kiro/specs/demo/tasks.md')).toContain(
      'committed',
    );
    expect(read(trace)).toBeNull();
  });
});
