import { describe, expect, test } from 'vitest';
import { findRun } from '../../../src/adapters/workspace/find-run.ts';
import { taskId } from '../../../src/model/ids.ts';
import { doUnit, green, scratch } from './repository.ts';
import type { Scratch } from './repository.ts';

const BRANCH = 'orchestration/demo';

const files = (repo: Scratch): string[] =>
  repo.git('ls-tree', '-r', '--name-only', BRANCH, 'src').split('\n');

/** Three units, one commit each; the third changes a file of the second. */
async function threeUnits() {
  const repo = scratch();
  const workspace = await repo.open();
  const commits: string[] = [];
  for (const [unit, written] of [
    ['1', { 'src/one.ts': '1\n' }],
    ['2', { 'src/two.ts': '2\n' }],
    ['3', { 'src/two.ts': '2\n3\n', 'src/three.ts': '3\n' }],
  ] as const) {
    const { commit } = await doUnit(workspace, unit, written);
    commits.push(commit ?? '');
  }
  const [one = '', two = '', three = ''] = commits;
  const of = (unit: string, commit: string) => ({
    task_id: taskId(unit),
    commit,
  });
  const units = { one: of('1', one), two: of('2', two), three: of('3', three) };
  return { repo, workspace, units };
}

describe('the commits of units', () => {
  test('are taken back by new ones, the latest first, in whatever order they are named', async () => {
    const { repo, workspace, units } = await threeUnits();
    const before = repo.git('rev-parse', BRANCH);
    const done = await workspace.revert([units.two, units.three]);
    expect(done).toMatchObject({
      ok: true,
      value: [{ task_id: '3' }, { task_id: '2' }],
    });
    expect(files(repo)).toEqual(['src/a.ts', 'src/b.ts', 'src/one.ts']);
    expect(repo.git('log', '--format=%s', `${before}..${BRANCH}`)).toBe(
      'Revert unit 2\nRevert unit 3',
    );
  });

  test('are not taken back in part: where one conflicts with later work the branch stays', async () => {
    const { repo, workspace, units } = await threeUnits();
    const before = repo.git('rev-parse', BRANCH);
    expect(await workspace.revert([units.one, units.two])).toEqual({
      ok: false,
      error:
        '2 cannot be reverted: later work changed the same places in src/two.ts',
    });
    expect(repo.git('rev-parse', BRANCH)).toBe(before);
  });

  test('are taken back once, also by a start that does not know of it', async () => {
    const { repo, workspace, units } = await threeUnits();
    const first = await workspace.revert([units.three]);
    const tip = repo.git('rev-parse', BRANCH);
    const later = await repo.reopen(workspace);
    expect(await later.revert([units.three])).toEqual(first);
    expect(repo.git('rev-parse', BRANCH)).toBe(tip);
  });

  test('that are not on the branch are not guessed at', async () => {
    const { repo, workspace } = await threeUnits();
    const commit = repo.git('rev-parse', 'main');
    const done = await workspace.revert([{ task_id: taskId('1'), commit }]);
    expect(done).toMatchObject({
      ok: false,
      error: expect.stringContaining('is not on orchestration/demo') as string,
    });
  });

  test('leave room for new work in their place, which lands together with the revert', async () => {
    const { repo, workspace, units } = await threeUnits();
    await workspace.land(green);
    await workspace.revert([units.three]);
    await doUnit(workspace, '3b', { 'src/three.ts': 'anew\n' });
    expect(await workspace.land(green)).toMatchObject({ type: 'landed' });
    expect(repo.show('main:src/three.ts')).toBe('anew');
    expect(repo.show('main:src/two.ts')).toBe('2');
  });
});

describe('a run that only its branch remembers', () => {
  const known = (commits: string[] = []) => ({ commits, target: 'main' });

  test('is found with its base and the latest attempt of each unit', async () => {
    const { repo, workspace, units } = await threeUnits();
    await workspace.revert([units.three]);
    const found = await findRun(repo.options(), known());
    expect(found?.base_commit).toBe(workspace.base_commit);
    expect([...(found?.proofs ?? [])]).toEqual([
      ['2', { attempt: '2/implement-1', commit: units.two.commit }],
      ['1', { attempt: '1/implement-1', commit: units.one.commit }],
    ]);
  });

  test('is told from an earlier one of the same spec by the commits that are known of it', async () => {
    const { repo, workspace, units } = await threeUnits();
    await workspace.land(green);
    const later = await repo.open();
    const { commit } = await doUnit(later, '4', { 'src/4.ts': '4\n' });
    await later.land(green);
    const found = await findRun(repo.options(), known([commit ?? '']));
    expect([...(found?.proofs.keys() ?? [])]).toEqual(['4']);
    expect(found?.base_commit).toBe(units.three.commit);
    // Nothing known, everything landed: nothing is proved.
    expect((await findRun(repo.options(), known()))?.proofs.size).toBe(0);
  });

  test('is not found where there never was one', async () => {
    expect(await findRun(scratch().options(), known())).toBeNull();
  });
});
