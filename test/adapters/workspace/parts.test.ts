import { describe, expect, test } from 'vitest';
import { findLeftOut } from '../../../src/adapters/workspace/left-out.ts';
import { parseStatus } from '../../../src/adapters/workspace/status.ts';
import { defaultWorktreesDir } from '../../../src/adapters/workspace/worktrees-dir.ts';

describe('the folder of all worktrees', () => {
  test.each([
    [{}, 'linux', '/home/a/.cache'],
    [{}, 'darwin', '/home/a/Library/Caches'],
    [{ XDG_CACHE_HOME: '/var/cache/a' }, 'linux', '/var/cache/a'],
    [{ XDG_CACHE_HOME: '/var/cache/a' }, 'darwin', '/var/cache/a'],
    // The standard says that a relative one is to be ignored.
    [{ XDG_CACHE_HOME: 'cache' }, 'linux', '/home/a/.cache'],
  ])('with %j on %s lies in %s', (env, platform, cache) => {
    expect(defaultWorktreesDir(env, platform, '/home/a')).toBe(
      `${cache}/orchestration-loop/worktrees`,
    );
  });
});

describe('files that are left out', () => {
  test.each([
    '.env',
    'apps/web/.env.local',
    'id_rsa',
    'deploy/id_ed25519',
    'tls/server.key',
    'a.p12',
    '.netrc',
    'service-account.json',
    'credentials.prod.json',
    'id_ed25519_sk',
    'AuthKey.p8',
  ])('%s looks like a credential', (path) => {
    expect(findLeftOut([path], [])).toEqual([
      { path, reason: 'looks like a credential file' },
    ]);
  });

  test.each([
    ['.DS_Store', '.DS_Store'],
    ['src/a.ts~', 'src/a.ts~'],
    ['src/.a.ts.swp', 'src/.a.ts.swp'],
    ['src/.a.ts.swo', 'src/.a.ts.swo'],
    ['#a.ts#', '#a.ts#'],
    ['src/a.ts.orig', 'src/a.ts.orig'],
    ['npm-debug.log', 'npm-debug.log'],
    ['logs/run.log.1', 'logs/run.log.1'],
    ['core', 'core'],
    ['core.4711', 'core.4711'],
    ['hs_err_pid12.log', 'hs_err_pid12.log'],
    ['web/node_modules/p/node_modules/q/i.js', 'web/node_modules'],
  ])('%s is junk, as %s', (path, as) => {
    expect(findLeftOut([path, path], [])).toEqual([
      { path: as, reason: 'junk' },
    ]);
  });

  test.each([
    'src/environment.ts',
    '.env.example',
    'config/.env.sample',
    'src/key.ts',
    'src/keyboard.ts',
    'id_rsa.pub',
    'docs/credentials.md',
    'src/credentials.ts',
    'src/node_modules.ts',
    'core.ts',
    'src/core/a.ts',
    'src/logs.ts',
    'src/log',
  ])('%s is not', (path) => {
    expect(findLeftOut([path], [])).toEqual([]);
  });
});

describe('files that the manifest means', () => {
  test.each([
    ['test/fixtures/a.log', 'test/fixtures/a.log', true],
    ['test/fixtures/a.log', 'test/fixtures/*.log', true],
    ['test/fixtures/a.log', '**/*.log', true],
    ['test/fixtures/a.log', 'test/fixtures/**', false],
    ['test/fixtures/a.log', 'test/fixtures', false],
    ['test/fixtures/a.log', 'src/*.log', false],
    ['tls/a.pem', 'tls/a.pem', true],
    ['tls/a.pem', 'tls/*.pem', false],
    ['node_modules/a/b.log', 'node_modules/a/*.log', false],
  ])('%s is taken where it names %s: %j', (path, pattern, isTaken) => {
    expect(findLeftOut([path], [pattern]).length === 0).toBe(isTaken);
  });
});

describe('git status', () => {
  test('is read with renames, conflicts and every kind of name', () => {
    const text = [
      '# branch.oid 1111111111111111111111111111111111111111',
      '# branch.head feature/x y',
      '1 .M N... 100644 100644 100644 1 1 with space',
      '2 R. N... 100644 100644 100644 1 1 R100 new name',
      'old\nname',
      'u UU N... 100644 100644 100644 100644 1 1 1 both',
      '1 .M SCM. 160000 160000 160000 1 1 lib',
      '? fresh file',
      '',
    ].join('\0');
    expect(parseStatus(text)).toEqual({
      head: '1'.repeat(40),
      branch: 'feature/x y',
      entries: [
        { path: 'with space', code: '.M', submodule: '' },
        { path: 'new name', code: 'R.', submodule: '' },
        { path: 'old\nname', code: 'R.', submodule: '' },
        { path: 'both', code: 'UU', submodule: '' },
        { path: 'lib', code: '.M', submodule: 'CM' },
        { path: 'fresh file', code: '??', submodule: '' },
      ],
    });
  });

  test('knows an unborn branch and a detached HEAD', () => {
    expect(parseStatus('# branch.oid (initial)\0# branch.head main\0')).toEqual(
      { head: null, branch: 'main', entries: [] },
    );
    expect(
      parseStatus('# branch.oid 2\0# branch.head (detached)\0').branch,
    ).toBeNull();
  });
});
