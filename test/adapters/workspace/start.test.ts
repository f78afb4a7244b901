import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectRepository } from '../../../src/adapters/workspace/inspect.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { runProcess } from '../../helpers/run-process.ts';
import {
  doUnit,
  factsOf,
  read,
  Scratch,
  scratch,
  temporaryFolder,
} from './repository.ts';

const refusal = async (action: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await action.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError))
    throw new Error(`not refused: ${String(error)}`);
  return error;
};

describe('a start', () => {
  test('is refused on changed tracked files, with the list', async () => {
    const repo = scratch();
    repo.write({ 'src/a.ts': 'mine\n', 'src/new.ts': 'new\n' });
    const error = await refusal(inspectRepository(repo.options()));
    expect(error.message).toContain('src/a.ts');
    expect(error.message).not.toContain('src/new.ts');
    expect(error.hint).toContain('--allow-dirty');
    expect(error.exitCode).toBe(1);
    expect(repo.ref('orchestration/demo')).toBeNull();
  });

  test('leaves changed files alone with allowDirty', async () => {
    const repo = scratch();
    repo.write({ 'src/a.ts': 'mine\n' });
    const workspace = await repo.open({ allowDirty: true });
    expect(workspace.notes.join()).toContain('src/a.ts');
    await doUnit(workspace, '1', { 'src/b.ts': 'done\n' });
    expect(read(repo.top, 'src/a.ts')).toBe('mine\n');
    expect(repo.show('orchestration/demo:src/a.ts')).toBe('a');
  });

  test('takes changes of the spec and the state files for no dirt', async () => {
    const repo = scratch();
    repo.commit({ '.kiro/specs/AGENT_STATE.json': '{}\n' });
    repo.write({
      '.kiro/specs/AGENT_STATE.json': '{"a":1}\n',
      '.kiro/specs/demo/tasks.md': '- [x] 1. One\n',
    });
    expect((await repo.open()).notes).toEqual([]);
  });

  test('warns of dirty files on a resume', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    repo.write({ 'src/a.ts': 'mine\n' });
    expect((await repo.reopen(workspace)).notes.join()).toContain('src/a.ts');
  });

  test('is refused before the first commit, with both ways out', async () => {
    const repo = new Scratch();
    const error = await refusal(inspectRepository(repo.options()));
    expect(error.hint).toMatch(/git commit.*--isolation shared/);
    expect((await repo.open({ isolation: 'shared' })).isolation).toBe('shared');
  });

  test('is refused outside git only where worktrees were asked for', async () => {
    const repo = scratch();
    const workdir = temporaryFolder();
    const error = await refusal(
      inspectRepository(repo.options({ workdir, isolation: 'worktree' })),
    );
    expect(error.message).toContain('not in a git repository');
    const workspace = await repo.open({ workdir, outputDir: workdir });
    expect(workspace.isolation).toBe('shared');
    expect(workspace.notes).toHaveLength(1);
  });

  test('is refused in a bare repository', async () => {
    const repo = scratch();
    repo.git('clone', '-q', '--bare', '.', '../bare.git');
    const workdir = join(repo.root, 'bare.git');
    const error = await refusal(inspectRepository(repo.options({ workdir })));
    expect(error.message).toContain('bare');
  });

  test.each([
    ['git version 2.37.1', /2\.37\.1 is too old/],
    ['git version 1.9.5 (Apple Git-1)', /1\.9\.5 is too old/],
  ])('is refused with %s', async (version, message) => {
    const repo = scratch();
    const error = await refusal(
      inspectRepository(
        repo.options({
          execGit: (file, args, options) =>
            args.at(-1) === 'version'
              ? Promise.resolve({ exitCode: 0, stdout: version, stderr: '' })
              : runProcess(file, args, options),
        }),
      ),
    );
    expect(error.message).toMatch(message);
  });

  test('is refused without git where there is a repository, else shared', async () => {
    const repo = scratch();
    const execGit: typeof runProcess = (_file, args, options) =>
      runProcess('/nonexistent/git', args, options);
    const error = await refusal(inspectRepository(repo.options({ execGit })));
    expect(error.message).toContain('git could not be run');
    const workdir = temporaryFolder();
    const workspace = await repo.open({ execGit, workdir, outputDir: workdir });
    expect(workspace.isolation).toBe('shared');
  });

  test('names the command for a repository of somebody else', async () => {
    const repo = scratch();
    const error = await refusal(
      inspectRepository(
        repo.options({
          execGit: (file, args, options) =>
            args.includes('rev-parse')
              ? Promise.resolve({
                  exitCode: 128,
                  stdout: '',
                  stderr: `fatal: detected dubious ownership in repository at '${repo.top}'\n`,
                })
              : runProcess(file, args, options),
        }),
      ),
    );
    expect(error.message).toContain('belongs to another user');
    expect(error.hint).toContain(
      `git config --global --add safe.directory '${repo.top}'`,
    );
  });

  test('never uses the GIT_ variables of its caller', async () => {
    const repo = scratch();
    const other = scratch();
    const workspace = await repo.open({
      env: {
        ...repo.env,
        GIT_DIR: join(other.top, '.git'),
        GIT_WORK_TREE: other.top,
        GIT_INDEX_FILE: join(other.root, 'index'),
        GIT_AUTHOR_NAME: 'Nobody',
      },
    });
    const { commit } = await doUnit(workspace, '1', { 'src/a.ts': '1\n' });
    expect(repo.ref('orchestration/demo')).toBe(commit);
    expect(other.ref('orchestration/demo')).toBeNull();
    expect(repo.git('log', '-1', '--format=%an', commit ?? '')).toBe(
      'A Person',
    );
  });

  test('commits as a named default where git knows nobody', async () => {
    const repo = scratch();
    repo.git('config', '--unset', 'user.name');
    repo.git('config', '--unset', 'user.email');
    repo.git('config', 'user.useConfigOnly', 'true');
    const workspace = await repo.open();
    expect(workspace.notes.join()).toContain(
      'orchestration-loop <orchestration-loop@localhost>',
    );
    const { commit } = await doUnit(workspace, '1', { 'src/a.ts': '1\n' });
    expect(repo.git('log', '-1', '--format=%cn <%ce>', commit ?? '')).toBe(
      'orchestration-loop <orchestration-loop@localhost>',
    );
  });

  test('is refused where a branch is in the way of the integration branch', async () => {
    const repo = scratch();
    repo.git('branch', 'orchestration');
    const error = await refusal(inspectRepository(repo.options()));
    expect(error.message).toContain('orchestration is in its way');
    repo.git('branch', '-m', 'orchestration', 'orchestration/demo/x');
    expect(
      (await refusal(inspectRepository(repo.options()))).message,
    ).toContain('orchestration/demo/x is in its way');
  });

  test('is refused while somebody has the integration branch checked out', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    repo.git('switch', '-q', 'orchestration/demo');
    const error = await refusal(
      inspectRepository(repo.options({ resumed: factsOf(workspace) })),
    );
    expect(error.message).toContain(`checked out in ${repo.top}`);
  });

  test('is refused with worktrees inside the repository', async () => {
    const repo = scratch();
    const worktreesDir = join(repo.top, 'trees');
    const error = await refusal(
      inspectRepository(repo.options({ worktreesDir })),
    );
    expect(error.message).toContain('lies in the repository');
  });

  test('shares a folder that git ignores', async () => {
    const repo = scratch();
    const workdir = join(repo.top, 'dist/app');
    mkdirSync(workdir, { recursive: true });
    const found = await inspectRepository(repo.options({ workdir }));
    expect(found.isolation).toBe('shared');
    const error = await refusal(
      inspectRepository(repo.options({ workdir, isolation: 'worktree' })),
    );
    expect(error.message).toContain('git ignores');
  });

  test('begins at HEAD where an earlier run left its branch, and keeps that', async () => {
    const repo = scratch();
    const earlier = await repo.open();
    const { commit } = await doUnit(earlier, '1', { 'src/a.ts': 'old\n' });
    const workspace = await repo.open();
    expect(repo.ref('orchestration/demo')).toBe(repo.git('rev-parse', 'HEAD'));
    const rescued = `refs/orchestration/demo/rescue/${(commit ?? '').slice(0, 12)}`;
    expect(repo.ref(rescued)).toBe(commit);
    expect(workspace.notes.join()).toContain(rescued);
  });

  test('has nothing to keep of an earlier run that was landed', async () => {
    const repo = scratch();
    const earlier = await repo.open();
    await doUnit(earlier, '1', { 'src/a.ts': 'one\n' });
    await earlier.land({ check: async () => true });
    repo.commit({ 'src/later.ts': 'x\n' });
    const workspace = await repo.open();
    expect(workspace.notes).toEqual([]);
    expect(repo.ref('orchestration/demo')).toBe(repo.ref('main'));
  });

  test('takes the branch up on a resume, even where it was deleted', async () => {
    const repo = scratch();
    const first = await repo.open();
    const { commit } = await doUnit(first, '1', { 'src/a.ts': 'one\n' });
    repo.commit({ 'src/later.ts': 'later\n' });
    const second = await repo.reopen(first);
    expect(second.base_commit).toBe(first.base_commit);
    expect(repo.ref('orchestration/demo')).toBe(commit);
    repo.git('branch', '-qD', 'orchestration/demo');
    await repo.reopen(second);
    expect(repo.ref('orchestration/demo')).toBe(commit);
  });

  test('is refused when the commit it started from is gone', async () => {
    const repo = scratch();
    const facts = factsOf(await repo.open());
    const resumed = { ...facts, base_commit: '1'.repeat(40) };
    const error = await refusal(inspectRepository(repo.options({ resumed })));
    expect(error.message).toContain('no longer in the repository');
  });

  test('waits for a held lock and says which file, but never deletes it', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    await doUnit(workspace, '1', { 'src/a.ts': 'one\n' });
    const lock = join(repo.top, '.git/index.lock');
    writeFileSync(lock, '');
    const held = await workspace.land({ check: async () => true });
    expect(held).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(held)).toContain('index.lock');
    expect(read(lock)).toBe('');

    const patient = await repo.reopen(workspace, {
      lockWaitMs: 10_000,
      execGit: async (file, args, options) => {
        const result = await runProcess(file, args, options);
        if (result.stderr.includes('index.lock')) rmSync(lock, { force: true });
        return result;
      },
    });
    expect((await patient.land({ check: async () => true })).type).toBe(
      'landed',
    );
  });
});
