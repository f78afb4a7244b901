import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import { inspectRepository } from '../../../src/adapters/workspace/inspect.ts';
import type { WorkspaceOptions } from '../../../src/adapters/workspace/options.ts';
import {
  accept,
  capture,
  doUnit,
  integrate,
  prepare,
  read,
  scratch,
  type Scratch,
} from './repository.ts';

/** A repository with a workspace package, its installed links, and ignored files of the user's. */
const installed = (): Scratch => {
  const repo = scratch();
  repo.commit({
    'packages/core/index.js': 'core of the commit\n',
    'package-lock.json': '{"v":1}\n',
    '.gitignore': 'node_modules/\ndist/\n.yarn/\n.env*\n*.local\nconfig/\n',
  });
  repo.write({
    'node_modules/left/index.js': 'left\n',
    'node_modules/.bin/run': '#!/bin/sh\n',
    '.env': 'SECRET=1\n',
    '.env.test': 'TEST=1\n',
    'a.local': 'a\n',
    'config/b.json': '{}\n',
    'config/key.pem': 'x\n',
  });
  mkdirSync(join(repo.top, 'node_modules/@me'));
  symlinkSync('../../packages/core', join(repo.top, 'node_modules/@me/core'));
  return repo;
};

const refusal = (
  repo: Scratch,
  options: Partial<WorkspaceOptions>,
): Promise<string> =>
  inspectRepository(repo.options(options)).then(
    () => 'nothing',
    (error: unknown) => String(error),
  );

describe('the setup commands', () => {
  const setup = ['echo ran >> ../setup.txt', 'mkdir -p node_modules dist'];
  const runs = (cwd: string): number =>
    (read(cwd, '../setup.txt') ?? '').split('\n').length - 1;

  test('run once a worktree, not once a unit', async () => {
    const repo = scratch();
    const workspace = await repo.open({ setup: setup.slice(0, 1) });
    const { cwd } = await prepare(workspace, '1');
    await prepare(workspace, '1');
    await workspace.release(taskId('1'));
    expect((await prepare(workspace, '2')).cwd).toBe(cwd);
    expect(runs(cwd)).toBe(1);
    const later = await repo.reopen(workspace, { setup: setup.slice(0, 1) });
    await prepare(later, '2');
    expect(runs(cwd)).toBe(1);
  });

  test('run again where something they made did not survive the reset', async () => {
    const repo = scratch();
    const workspace = await repo.open({ setup });
    const { cwd } = await prepare(workspace, '1');
    await prepare(workspace, '1');
    expect(runs(cwd)).toBe(2);
    expect(readdirSync(cwd)).toContain('dist');
    const keeping = await repo.reopen(workspace, {
      setup,
      keep: ['node_modules', 'dist'],
    });
    await prepare(keeping, '1');
    expect(runs(cwd)).toBe(2);
  });

  test('run again after a unit changed a lockfile, for its own checks too', async () => {
    const repo = installed();
    const workspace = await repo.open({ setup: setup.slice(0, 1) });
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'package-lock.json': '{"v":2}\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await accept(workspace, '1', evidence);
    expect(runs(cwd)).toBe(2);
    await workspace.release(taskId('1'));
    await prepare(workspace, '2');
    expect(runs(cwd)).toBe(2);
  });

  test('run again after an attempt that installed something and was given up', async () => {
    const repo = installed();
    const workspace = await repo.open({ setup: setup.slice(0, 1) });
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'package-lock.json': '{"v":2}\n' }, cwd);
    await capture(workspace, '1');
    await prepare(workspace, '1');
    expect(read(cwd, 'package-lock.json')).toBe('{"v":1}\n');
    expect(runs(cwd)).toBe(2);
  });

  test('that fail leave the folder to be set up by the next attempt', async () => {
    const repo = scratch();
    const command = 'test -e ../fixed || exit 7';
    const workspace = await repo.open({ setup: [command] });
    const failed = await workspace.prepare(
      { task_id: taskId('1'), from: 'fresh', evidence: null },
      { signal: new AbortController().signal },
    );
    expect(JSON.stringify(failed)).toContain('ended with exit 7');
    const folder = join(repo.cache, readdirSync(repo.cache)[0] ?? '', 'demo');
    repo.write({ fixed: '' }, folder);
    expect((await prepare(workspace, '1')).cwd).toBe(join(folder, 'w1'));
  });
});

describe('ignored files', () => {
  test('survive only in folders that are named and real', async () => {
    const repo = installed();
    // Without a slash at its end the rule is for links too.
    repo.commit({ '.gitignore': 'node_modules\ndist/\n.yarn/\n' });
    const workspace = await repo.open({
      keep: ['.yarn/cache', 'node_modules'],
    });
    const { cwd } = await prepare(workspace, '1');
    repo.write(
      {
        '.yarn/cache/p.zip': 'p\n',
        '.yarn/install-state.gz': 'x\n',
        'dist/out.js': 'x\n',
        'packages/new/node_modules/q.js': 'q\n',
        'packages/new/dist/q.js': 'q\n',
      },
      cwd,
    );
    symlinkSync(
      join(repo.top, 'node_modules'),
      join(cwd, 'packages/core/node_modules'),
    );
    await prepare(workspace, '1');
    expect(read(cwd, '.yarn/cache/p.zip')).toBe('p\n');
    expect(read(cwd, '.yarn/install-state.gz')).toBeNull();
    expect(readdirSync(cwd)).not.toContain('dist');
    expect(read(cwd, 'packages/new/node_modules/q.js')).toBe('q\n');
    expect(readdirSync(join(cwd, 'packages/new'))).toEqual(['node_modules']);
    expect(readdirSync(join(cwd, 'packages/core'))).toEqual(['index.js']);
    expect(read(repo.top, 'node_modules/left/index.js')).toBe('left\n');
  });

  test('are news only where the attempt made them and the manifest names them', async () => {
    const repo = installed();
    const writes = [
      'dist/**',
      'node_modules/left/index.js',
      'src/**',
      'a.local',
    ];
    const workspace = await repo.open({ copy: ['a.local'] });
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'node_modules/left/index.js': 'left\n', 'src/x': '' }, cwd);
    await capture(workspace, '1');
    await prepare(workspace, '1', { writes });
    repo.write({ 'src/a.ts': 'x\n', 'other.local': 'x\n' }, cwd);
    const quiet = await capture(workspace, '1', { n: 2, writes });
    expect(quiet.notes).toEqual([]);

    repo.write({ 'dist/deep/out.js': 'x\n', 'a.local': 'changed\n' }, cwd);
    const loud = await capture(workspace, '1', { n: 3, writes });
    expect(loud.files_changed).toEqual(['src/a.ts']);
    expect(loud.notes).toEqual([
      '"dist/" is in the manifest but git ignores it (.gitignore:2: dist/): it was not taken.',
      '"a.local" is in the manifest but git ignores it (.gitignore:5: *.local): it was not taken.',
    ]);
  });
});

describe('seeded folders', () => {
  test('are copies whose links lead to the worktree’s own files, and no work', async () => {
    const repo = installed();
    const core = join(repo.top, 'packages/core');
    symlinkSync(core, join(repo.top, 'node_modules/absolute'));
    const workspace = await repo.open({ seed: ['node_modules'] });
    repo.write({ 'packages/core/index.js': 'edited by the user\n' });
    const { cwd } = await prepare(workspace, '1');
    for (const link of ['@me/core', 'absolute'])
      expect(read(cwd, 'node_modules', link, 'index.js')).toBe(
        'core of the commit\n',
      );
    repo.write({ 'node_modules/left/index.js': 'mine\n' }, cwd);
    expect((await capture(workspace, '1')).files_changed).toEqual([]);
    expect(read(repo.top, 'node_modules/left/index.js')).toBe('left\n');
  });

  test('are no work even where git does not ignore them', async () => {
    const repo = scratch();
    repo.write({ 'vendor/lib.js': 'lib\n', 'vendor/x.bak': 'x\n' });
    const workspace = await repo.open({ seed: ['vendor'] });
    const { cwd } = await prepare(workspace, '1');
    expect(readdirSync(join(cwd, 'vendor'))).toEqual(['lib.js', 'x.bak']);
    expect(await capture(workspace, '1')).toMatchObject({
      files_changed: [],
      notes: [],
    });
  });

  test('are made anew only where a lockfile changed', async () => {
    const repo = installed();
    const workspace = await repo.open({ seed: ['node_modules'] });
    const { cwd } = await prepare(workspace, '1');
    repo.write({ 'node_modules/mine/index.js': 'mine\n' }, cwd);
    await prepare(workspace, '1');
    expect(read(cwd, 'node_modules/mine/index.js')).toBe('mine\n');
    repo.write({ 'package-lock.json': '{"v":2}\n' }, cwd);
    const evidence = await capture(workspace, '1');
    await integrate(workspace, '1', evidence);
    expect(read(cwd, 'node_modules/mine/index.js')).toBe('mine\n');
    await workspace.release(taskId('1'));
    await prepare(workspace, '2');
    expect(read(cwd, 'node_modules/mine/index.js')).toBeNull();
    expect(read(cwd, 'node_modules/left/index.js')).toBe('left\n');
  });

  test('stay with the next unit where the lockfile they fit was accepted', async () => {
    const repo = installed();
    const workspace = await repo.open({ seed: ['node_modules'] });
    const { cwd } = await prepare(workspace, '1');
    repo.write(
      {
        'node_modules/added/index.js': 'added\n',
        'package-lock.json': '{"v":2}\n',
      },
      cwd,
    );
    const evidence = await capture(workspace, '1');
    await accept(workspace, '1', evidence);
    await workspace.release(taskId('1'));
    expect((await prepare(workspace, '2')).cwd).toBe(cwd);
    expect(read(cwd, 'node_modules/added/index.js')).toBe('added\n');
  });

  test('that are not there are said in the plan', async () => {
    const repo = scratch();
    const options = { seed: ['vendor'], link: ['cache'] };
    const { notes } = await inspectRepository(repo.options(options));
    expect(notes).toEqual([
      'worktrees.seed: vendor is not there, so worktrees start without it.',
      'worktrees.link: cache is not there, so worktrees start without it.',
    ]);
    await doUnit(await repo.open(options), '1', { 'src/a.ts': 'x\n' });
  });
});

describe('linked folders', () => {
  test('are links to the workdir’s own, and never work', async () => {
    const repo = installed();
    rmSync(join(repo.top, 'node_modules/@me'), { recursive: true });
    const workspace = await repo.open({ link: ['node_modules'] });
    const { cwd } = await prepare(workspace, '1');
    expect(readlinkSync(join(cwd, 'node_modules'))).toBe(
      join(repo.top, 'node_modules'),
    );
    expect((await capture(workspace, '1')).files_changed).toEqual([]);
    await prepare(workspace, '1');
    expect(lstatSync(join(cwd, 'node_modules')).isSymbolicLink()).toBe(true);
    expect(read(repo.top, 'node_modules/left/index.js')).toBe('left\n');
  });

  test('are refused where they hold links that leave them', async () => {
    const repo = installed();
    expect(await refusal(repo, { link: ['node_modules'] })).toMatch(
      /UserError: worktrees\.link: node_modules holds links that leave it \("@me\/core"\)/,
    );
  });
});

describe('copied files', () => {
  test('are those on the list; delicate ones never through a wildcard', async () => {
    const repo = installed();
    repo.write({ 'outside.txt': 'x\n' }, repo.root);
    symlinkSync(join(repo.root, 'outside.txt'), join(repo.top, 'c.local'));
    const workspace = await repo.open({
      copy: ['*.local', '.env*', '.env.test', 'config/**', 'src/*'],
    });
    repo.write({ 'src/a.ts': 'of the user\n' });
    const { cwd } = await prepare(workspace, '1');
    expect(
      readdirSync(cwd)
        .filter((name) => !/^(\.git|\.kiro)/.test(name))
        .sort(),
    ).toEqual([
      '.env.test',
      'a.local',
      'config',
      'package-lock.json',
      'packages',
      'src',
    ]);
    expect(readdirSync(join(cwd, 'config'))).toEqual(['b.json']);
    expect(read(cwd, 'src/a.ts')).toBe('a\n');
    expect((await capture(workspace, '1')).files_changed).toEqual([]);
    repo.write({ '.env.test': 'changed by an agent\n' }, cwd);
    await prepare(workspace, '1');
    expect(read(cwd, '.env.test')).toBe('TEST=1\n');
  });

  test('never replace what the repository has itself by now', async () => {
    const repo = installed();
    const workspace = await repo.open({ copy: ['a.local'] });
    const { cwd } = await prepare(workspace, '1');
    expect(read(cwd, 'a.local')).toBe('a\n');
    await workspace.release(taskId('1'));
    await doUnit(workspace, '2', {
      '.gitignore': '.yarn/\n',
      'b.local': 'of the unit\n',
    });
    repo.write({ 'b.local': 'of the user\n' });
    const later = await repo.reopen(workspace, { copy: ['*.local'] });
    const next = await prepare(later, '3');
    expect(read(next.cwd, 'b.local')).toBe('of the unit\n');
    expect(read(next.cwd, 'a.local')).toBe('a\n');
    expect((await capture(later, '3')).files_changed).toEqual([]);
  });

  test('never go through a link that the repository has in their way', async () => {
    const repo = scratch();
    const outside = join(repo.root, 'outside');
    mkdirSync(outside);
    repo.write({ 'conf/x.local': 'x\n', '.gitignore': '*.local\n' });
    repo.git('add', '.gitignore');
    repo.git('commit', '-qm', 'ignore');
    const workspace = await repo.open({ copy: ['conf/*.local'] });
    const first = await prepare(workspace, '1');
    rmSync(join(first.cwd, 'conf'), { recursive: true });
    symlinkSync(outside, join(first.cwd, 'conf'));
    const evidence = await capture(workspace, '1');
    expect(evidence.files_changed).toEqual(['conf']);
    await accept(workspace, '1', evidence);
    await workspace.release(taskId('1'));
    await prepare(workspace, '2');
    expect(readdirSync(outside)).toEqual([]);
  });
});

test.each([
  [{ seed: ['../other'] }, 'leaves the folder'],
  [{ link: ['/etc'] }, 'is absolute'],
  [{ copy: ['a/../../b'] }, 'leaves the folder'],
  [{ keep: ['.'] }, 'is the workdir itself'],
  [{ seed: ['.git'] }, 'names the repository itself'],
  [{ seed: ['src'] }, 'has files that git tracks'],
  [{ seed: ['.kiro'] }, 'holds files that no unit may change'],
  [{ link: ['a-file'] }, 'is no folder'],
  [{ seed: ['way-out'] }, 'is a link that leaves the workdir'],
])(
  'what leaves the workdir or is work is refused: %j',
  async (options, why) => {
    const repo = scratch();
    repo.write({ 'a-file': '' });
    symlinkSync(realpathSync(repo.root), join(repo.top, 'way-out'));
    expect(await refusal(repo, options)).toContain(why);
  },
);
