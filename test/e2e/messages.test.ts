import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LATER_MISTAKES, patternOf } from '../cli/mistakes.ts';
import type { Mistake } from '../cli/mistakes.ts';
import { Ground } from './ground.ts';
import type { Ended } from './ground.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const ONE_UNIT = '- [ ] 1. Add the store\n  - _writes: out/1.txt_\n';

/** The output says the mistake's lines, and the exit code is its own. */
function expectMistake(
  ground: Ground,
  { says, exitCode }: Mistake,
  ended: Pick<Ended, 'exitCode' | 'stdout' | 'stderr'>,
): void {
  const text = (ended.stderr + ended.stdout).replaceAll(ground.repo, '~/shop');
  for (const line of says) expect(text).toMatch(patternOf(line));
  expect(ended.exitCode).toBe(exitCode);
}

test('a folder that cannot be written is told before an agent starts', async () => {
  using ground = new Ground({ spec: ONE_UNIT });
  const { unwritable } = LATER_MISTAKES;
  const ended = await ground.run(
    ...unwritable.args,
    '--assign-backend',
    'none',
  );
  expectMistake(ground, unwritable, ended);
  expect(ground.calls()).toEqual([]);
});

test('a CLI that is not signed in is a decision, and wrong answers to it change nothing', async () => {
  using ground = new Ground({ spec: ONE_UNIT });
  ground.script({ '1/implement': { fail: 'Not logged in' } });
  const { loggedOut, unknownDecision, unknownOption, editedState } =
    LATER_MISTAKES;
  expectMistake(ground, loggedOut, await ground.go());
  const journal = ground.read('.orchestration/thing/journal.ndjson');
  for (const wrong of [unknownDecision, unknownOption])
    expectMistake(ground, wrong, await ground.run(...wrong.args));
  const path = '.kiro/specs/AGENT_STATE.json';
  const edited = ground
    .read(path)
    .replace('"status": "blocked"', '"status": "finished"');
  ground.write(path, edited);
  expectMistake(ground, editedState, await ground.go());
  expect(ground.read(path)).toBe(edited);
  expect(ground.read('.orchestration/thing/journal.ndjson')).toBe(journal);
});

test('a second start is told who works, and the first goes on', async () => {
  using ground = new Ground({ spec: ONE_UNIT });
  ground.script({ '1/implement-1': { hang: true } });
  const first = ground.start(
    ...['--spec', ground.spec, '--assign-backend', 'none', '--grace', '1s'],
  );
  await ground.sees('1/implement-1 start');
  const { secondRunner } = LATER_MISTAKES;
  expectMistake(ground, secondRunner, await ground.go());
  first.child.kill('SIGINT');
  expect((await first.ended).exitCode).toBe(130);
});

test('an old Node is told which one is needed', () => {
  using ground = new Ground({ git: false });
  const { oldNode } = LATER_MISTAKES;
  const version = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.8'})`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', version, BIN, ...oldNode.args],
    { cwd: ground.repo, env: ground.env, encoding: 'utf8' },
  );
  expectMistake(ground, oldNode, { exitCode: status, stdout, stderr });
});
