import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
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
  type Scratch,
} from './repository.ts';

/** A unit, and those whose code it needs. */
type Node = { readonly id: string; readonly needs: readonly string[] };

const hash = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

const fileOf = (id: string): string => `out/${id}.txt`;

/** Works as an agent: writes down what it saw of the units it needs. */
const work = (repo: Scratch, cwd: string, { id, needs }: Node): void => {
  const saw = needs.map((need) => {
    const path = join(cwd, fileOf(need));
    const seen = existsSync(path)
      ? hash(readFileSync(path, 'utf8'))
      : 'nothing';
    return `${need} ${seen}\n`;
  });
  repo.write({ [fileOf(id)]: `${id}\n${saw.join('')}` }, cwd);
};

/** What a unit has to have written if it saw the code of all it needs. */
const expected = (id: string, nodes: readonly Node[]): string => {
  const { needs = [] } = nodes.find((node) => node.id === id) ?? {};
  const saw = needs.map((need) => `${need} ${hash(expected(need, nodes))}\n`);
  return `${id}\n${saw.join('')}`;
};

const finish = async (workspace: Workspace, id: string): Promise<void> => {
  const evidence = await capture(workspace, id);
  await accept(workspace, id, evidence);
  await workspace.release(taskId(id));
};

//   a ──▶ c ──▶ e        a, b at once; c, d at once while f still works
//   b ──▶ d ──▶ e        f needs nothing and ends last
const NODES: readonly Node[] = [
  { id: 'a', needs: [] },
  { id: 'b', needs: [] },
  { id: 'f', needs: [] },
  { id: 'c', needs: ['a'] },
  { id: 'd', needs: ['b'] },
  { id: 'e', needs: ['c', 'd'] },
];

describe('what an agent sees', () => {
  test('is the code of all it needs, in worktrees that others used before', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const folders = new Map<string, string>();
    const start = async (...ids: string[]): Promise<void> => {
      const found = await Promise.all(ids.map((id) => prepare(workspace, id)));
      ids.forEach((id, i) => folders.set(id, found[i]?.cwd ?? ''));
    };
    const act = (id: string): void => {
      const node = NODES.find((one) => one.id === id) ?? { id, needs: [] };
      work(repo, folders.get(id) ?? '', node);
    };
    await start('a', 'b', 'f');
    act('a');
    act('b');
    await finish(workspace, 'a');
    await finish(workspace, 'b');
    await start('c', 'd');
    act('d');
    act('c');
    await finish(workspace, 'd');
    await finish(workspace, 'c');
    await start('e');
    act('e');
    await finish(workspace, 'e');
    act('f');
    await finish(workspace, 'f');

    expect(new Set(folders.values()).size).toBe(3);
    await workspace.land(green);
    for (const { id } of NODES)
      expect(read(repo.top, fileOf(id))).toBe(expected(id, NODES));
  });

  test('is never what another unit has not got accepted', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const first = await prepare(workspace, 'a');
    work(repo, first.cwd, { id: 'a', needs: [] });
    repo.write({ 'dist/a.js': 'built by a\n', 'a.bak': 'x\n' }, first.cwd);
    await capture(workspace, 'a');
    const { cwd } = await prepare(workspace, 'b');
    work(repo, cwd, { id: 'b', needs: ['a'] });
    expect(read(cwd, fileOf('b'))).toBe('b\na nothing\n');
    await workspace.release(taskId('a'));
    const reused = await prepare(workspace, 'c');
    expect(reused.cwd).toBe(first.cwd);
    for (const path of [fileOf('a'), 'dist/a.js', 'a.bak'])
      expect(read(reused.cwd, path)).toBeNull();
  });

  test('after a merge is its own work and the code accepted since', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    const { cwd } = await prepare(workspace, 'slow');
    work(repo, cwd, { id: 'slow', needs: ['a'] });
    const evidence = await capture(workspace, 'slow');
    const other = await prepare(workspace, 'a');
    work(repo, other.cwd, { id: 'a', needs: [] });
    await finish(workspace, 'a');
    await prepare(workspace, 'slow', { from: 'merge', evidence });
    expect(read(cwd, fileOf('slow'))).toBe('slow\na nothing\n');
    work(repo, cwd, { id: 'slow', needs: ['a'] });
    await finish(workspace, 'slow');
    expect(repo.show(`orchestration/demo:${fileOf('slow')}`)).toBe(
      `slow\na ${hash('a\n')}`,
    );
  });
});
