import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { doUnit, scratch } from './repository.ts';

const signal = new AbortController().signal;

test('shows what the run started from in a folder of its own, wherever the tip is', async () => {
  const repo = scratch();
  const workspace = await repo.open({ setup: ['mkdir -p node_modules/ready'] });
  await doUnit(workspace, '1', { 'src/a.ts': 'changed\n' });
  const base = await workspace.base({ signal });
  const tip = await workspace.tip();
  if (!base.ok) throw new Error(base.error.message);
  const { cwd, tree, release } = base.value;
  expect(cwd).not.toBe(tip.cwd);
  expect(readFileSync(join(cwd, 'src/a.ts'), 'utf8')).toBe('a\n');
  expect(readFileSync(join(tip.cwd, 'src/a.ts'), 'utf8')).toBe('changed\n');
  expect(tree).toBe(repo.git('rev-parse', `${workspace.base_commit}^{tree}`));
  // Made usable like any other, and with the spec of now.
  expect(existsSync(join(cwd, 'node_modules/ready'))).toBe(true);
  expect(existsSync(join(cwd, '.kiro/specs/demo/tasks.md'))).toBe(true);

  await release();
  await doUnit(workspace, '2', { 'src/b.ts': 'changed\n' });
  const again = await workspace.base({ signal });
  expect(
    again.ok && readFileSync(join(again.value.cwd, 'src/b.ts'), 'utf8'),
  ).toBe('b\n');
});

test('says so where the setup does not work, and gives the folder back', async () => {
  const repo = scratch();
  const workspace = await repo.open({ setup: ['echo no network; exit 7'] });
  const base = await workspace.base({ signal });
  expect(base).toMatchObject({ ok: false, error: { type: 'crash' } });
  expect(base.ok || base.error.message).toContain('no network');
});

test('in a shared folder it is the folder itself', async () => {
  const repo = scratch();
  const workspace = await repo.open({ isolation: 'shared' });
  const base = await workspace.base({ signal });
  expect(base.ok && base.value.cwd).toBe(repo.top);
});
