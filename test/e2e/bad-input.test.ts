import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import type { Ended } from './ground.ts';

/** Refused with these words, with exit code 1, and nothing was written. */
async function expectRefusal(
  ground: Ground,
  start: () => Promise<Ended>,
  words: readonly string[],
): Promise<void> {
  const before = ground.files();
  const { exitCode, stderr } = await start();
  expect(exitCode).toBe(1);
  for (const word of words) expect(stderr).toContain(word);
  expect(ground.files()).toEqual(before);
  expect(ground.calls()).toEqual([]);
}

describe('bad input is said clearly and loses nothing', () => {
  test('no such folder', async () => {
    using ground = new Ground();
    await expectRefusal(ground, () => ground.run('--spec', 'nowhere'), [
      'No such spec: nowhere',
      'hint: ',
    ]);
  });

  test('a folder without tasks.md', async () => {
    using ground = new Ground();
    mkdirSync(join(ground.repo, '.kiro/specs/empty'));
    await expectRefusal(
      ground,
      () => ground.run('--spec', '.kiro/specs/empty'),
      ['has no tasks.md'],
    );
  });

  test('a spec without an open task', async () => {
    using ground = new Ground({ spec: '- [x] 1. Done\n' });
    await expectRefusal(ground, () => ground.go(), ['has no open task']);
  });

  test('a spec that goes in circles', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n  - _Depends: 1_\n',
    });
    await expectRefusal(ground, () => ground.go(), ['tasks.md', 'lint']);
  });

  test('changed tracked files', async () => {
    using ground = new Ground();
    ground.write('README.md', '# Changed\n');
    await expectRefusal(ground, () => ground.go(), [
      'README.md',
      '--allow-dirty',
    ]);
    expect((await ground.go('--allow-dirty', '--no-land')).exitCode).toBe(0);
    expect(ground.read('README.md')).toBe('# Changed\n');
  });

  test('a repository without a commit', async () => {
    using ground = new Ground({ git: false });
    ground.git('init', '--quiet', '--initial-branch=main');
    await expectRefusal(ground, () => ground.go(), [
      'commit',
      '--isolation shared',
    ]);
  });

  test('worktrees asked for outside git', async () => {
    using ground = new Ground({ git: false });
    await expectRefusal(ground, () => ground.go('--isolation', 'worktree'), [
      'not in a git repository',
    ]);
  });

  test('an agent CLI that is missing: which, how to install it, which flag avoids it', async () => {
    using ground = new Ground({ agents: ['claude'] });
    await expectRefusal(ground, () => ground.go(), [
      'codex (code) is not on your PATH',
      'npm install -g @openai/codex',
      '--code-backend',
    ]);
    await expectRefusal(
      ground,
      () => ground.run('--spec', ground.spec, '--code-backend', 'claude'),
      ['codex (assign)', '--assign-backend none'],
    );
  });

  test('a plan needs no agent at all', async () => {
    using ground = new Ground({ agents: [] });
    const { exitCode, stdout } = await ground.run(
      ...['plan', '--spec', ground.spec],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('4 units');
  });

  test('a broken config file, with its line', async () => {
    using ground = new Ground();
    ground.write('orchestration.config.json', '{\n  "jobs": "many"\n}\n');
    await expectRefusal(ground, () => ground.go(), [
      'orchestration.config.json:2:',
    ]);
  });

  test('a broken state file: the line is named, nothing is overwritten', async () => {
    using ground = new Ground();
    await ground.go();
    const path = '.kiro/specs/AGENT_STATE.json';
    const broken = ground
      .read(path)
      .replace('"status": "completed"', '"status": "finished"');
    ground.write(path, broken);
    ground.write(`${ground.spec}/tasks.md`, '- [ ] 9. More\n  - _writes: a_\n');
    const { exitCode, stderr } = await ground.go('--allow-dirty');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/AGENT_STATE\.json:\d+:\d+/);
    expect(ground.read(path)).toBe(broken);
  });

  test('an unfinished state of another spec in the same place', async () => {
    using ground = new Ground();
    ground.script({ '1/review': { answer: 'no verdict' } });
    await ground.go();
    const other = '.kiro/specs/other';
    ground.write(`${other}/tasks.md`, '- [ ] 1. Only\n  - _writes: b.txt_\n');
    const state = ground.read('.kiro/specs/AGENT_STATE.json');
    ground.git('commit', '--quiet', '--all', '--message=Marks');
    const { exitCode, stderr } = await ground.run(
      ...['--spec', other, '--assign-backend', 'none'],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--output');
    expect(ground.read('.kiro/specs/AGENT_STATE.json')).toBe(state);
    ground.script({});
    const aside = await ground.run(
      ...['--spec', other, '--assign-backend', 'none', '--output', 'state'],
    );
    expect(aside.exitCode).toBe(0);
  });

  // Root can write everywhere.
  test.skipIf(process.getuid?.() === 0)(
    'a folder that cannot be written',
    async () => {
      using ground = new Ground();
      chmodSync(join(ground.repo, '.kiro/specs'), 0o500);
      expect((await ground.go()).exitCode).toBe(1);
      chmodSync(join(ground.repo, '.kiro/specs'), 0o700);
    },
  );

  test('a wrong flag ends with 64', async () => {
    using ground = new Ground();
    const { exitCode, stderr } = await ground.run('--sepc', 'x');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--spec');
  });
});
