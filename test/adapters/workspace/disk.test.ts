import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureFolder } from '../../../src/adapters/workspace/disk.ts';
import { inspectRepository } from '../../../src/adapters/workspace/inspect.ts';
import { taskId } from '../../../src/model/ids.ts';
import {
  doUnit,
  factsOf,
  prepare,
  read,
  scratch,
  temporaryFolder,
} from './repository.ts';

const MORE_THAN_ANY_DISK = 2 ** 60;

describe('the floor of free space', () => {
  test('refuses a first start, and says what frees space', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    await doUnit(workspace, '1', { 'src/a.ts': 'x\n' });
    const error = await inspectRepository(
      repo.options({ minFreeBytes: MORE_THAN_ANY_DISK }),
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^Only [\d.]+ [kMG]?B are free where worktrees are made .*worktrees\.min_free/,
      ) as string,
      hint: expect.stringMatching(
        /orchestration-loop clean --all .*; all worktrees together take \d/,
      ) as string,
    });
  });

  test('lets a run go on with the worktrees it has, and makes no other', async () => {
    const repo = scratch();
    const first = await repo.open();
    await doUnit(first, '1', { 'src/a.ts': 'x\n' });
    const workspace = await repo.open({
      resumed: factsOf(first),
      minFreeBytes: MORE_THAN_ANY_DISK,
    });
    await prepare(workspace, '2');
    const refused = await workspace.prepare(
      { task_id: taskId('3'), from: 'fresh', evidence: null },
      { signal: new AbortController().signal },
    );
    expect(JSON.stringify(refused)).toMatch(/"crash".*clean --all/);
    expect(repo.git('worktree', 'list').split('\n')).toHaveLength(2);
    expect((await workspace.land({ check: async () => true })).type).toBe(
      'landed',
    );
  });
});

test('what a worktree takes is written down when it is given back', async () => {
  const repo = scratch();
  const workspace = await repo.open();
  const { cwd } = await prepare(workspace, '1');
  writeFileSync(join(cwd, 'big.log'), Buffer.alloc(3_000_000, 1));
  await workspace.release(taskId('1'));
  const ledger = JSON.parse(read(cwd, '../disk.json') ?? '') as unknown;
  expect(ledger).toEqual({ w1: expect.any(Number) as number });
  expect((ledger as { w1: number }).w1).toBeGreaterThan(3_000_000);
});

test('a folder is measured with its hidden files, never through its links', async () => {
  const folder = temporaryFolder();
  const other = temporaryFolder();
  writeFileSync(join(other, 'big'), Buffer.alloc(1_000_000, 1));
  const empty = await measureFolder(folder);
  symlinkSync(other, join(folder, 'link'));
  expect(await measureFolder(folder)).toBeLessThan(empty + 100_000);
  linkSync(join(other, 'big'), join(folder, '.hidden'));
  expect(await measureFolder(folder)).toBeGreaterThan(empty + 900_000);
  expect(await measureFolder(join(folder, 'nowhere'))).toBe(0);
});
