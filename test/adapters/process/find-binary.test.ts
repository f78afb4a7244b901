import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findBinary } from '../../../src/adapters/process/find-binary.ts';
import { Stage } from './stage.ts';

test('finds the first executable on PATH, without running it', async () => {
  using stage = new Stage();
  mkdirSync(stage.path('a'));
  mkdirSync(stage.path('b'));
  stage.program('b/tool', 'touch ran');
  mkdirSync(stage.path('a/tool'));
  const env = { PATH: `${stage.path('a')}:${stage.path('b')}:` };
  const options = { env, cwd: stage.dir };
  expect(await findBinary('tool', options)).toBe(stage.path('b/tool'));
  expect(await findBinary('other', options)).toBeNull();
  expect(await findBinary('', options)).toBeNull();
  expect(() => stage.read('ran')).toThrow();
});

test('takes no file that cannot be run, and no folder of PATH that moves', async () => {
  using stage = new Stage();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(stage.path('plain'), 'text', { mode: 0o644 });
  stage.program('tool', 'exit 0');
  const env = { PATH: `.:${stage.dir}` };
  expect(await findBinary('plain', { env, cwd: stage.dir })).toBeNull();
  expect(
    await findBinary('tool', { env: { PATH: '.' }, cwd: stage.dir }),
  ).toBeNull();
});

test("a path of one's own starts at the folder", async () => {
  using stage = new Stage();
  stage.program('tool', 'exit 0');
  const options = { env: {}, cwd: stage.dir };
  expect(await findBinary('./tool', options)).toBe(stage.path('tool'));
});
