import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const boxes = (ground: Ground): string[] =>
  ground
    .read(`${ground.spec}/tasks.md`)
    .split('\n')
    .flatMap((line) => /\[(.)\]/.exec(line)?.[1] ?? []);

describe('a run in a repository', () => {
  test('lands one commit a unit, ticks every box, and says so', async () => {
    using ground = new Ground();
    const { exitCode, stdout } = await ground.go();
    expect(exitCode).toBe(0);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
    expect(boxes(ground)).toEqual(['x', 'x', 'x', 'x', 'x', 'x']);
    expect(ground.git('status', '--porcelain', '-uno')).toBe('');
    expect(stdout).toContain('Done:     4 of 4 units');
    for (const name of [
      'AGENT_STATE.json',
      'TASKS_PARSED.json',
      'PROJECT_PULSE.md',
    ]) {
      expect(ground.read(`.kiro/specs/${name}`).length).toBeGreaterThan(100);
    }
  });

  test('starts a unit on a tree that has the code of what it needs', async () => {
    using ground = new Ground();
    await ground.go();
    expect(ground.read('out/3.txt')).toMatch(/^unit 3\n1\.txt .*\n2\.txt /);
    expect(ground.read('out/4.txt')).toContain('3.txt ');
  });

  test('no commit of a unit holds the spec or a state file', async () => {
    using ground = new Ground();
    await ground.go();
    for (const commit of ground
      .git('log', '--format=%H', '--grep=Orchestration-Unit')
      .trim()
      .split('\n')) {
      const files = ground.git('show', '--format=', '--name-only', commit);
      expect(files).not.toContain('.kiro');
      expect(files).not.toContain('.orchestration');
    }
  });

  test('asks the assign backend, and what tasks.md says wins', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/own.txt, out/1.txt_\n',
    });
    const { exitCode } = await ground.run('--spec', ground.spec);
    expect(exitCode).toBe(0);
    expect(ground.calls()).toContain('run/assign-1 end');
    const state = JSON.parse(ground.read('.kiro/specs/AGENT_STATE.json')) as {
      tasks: { writes: string[] }[];
    };
    expect(state.tasks[0]?.writes).toEqual(['out/own.txt', 'out/1.txt']);
  });

  test('a red check goes to a fix before anybody reviews', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    ground.script({
      '1/implement-1': { files: { 'out/1.txt': 'broken\n' } },
    });
    const { exitCode, stdout } = await ground.go(
      ...['--check', '! grep -q broken out/1.txt'],
    );
    expect(exitCode).toBe(0);
    expect(ground.calls().filter((call) => call.endsWith('start'))).toEqual([
      '1/implement-1 start',
      '1/fix-1 start',
      '1/review-1 start',
    ]);
    expect(stdout).toContain('check failed');
  });

  test('a major finding is fixed once and reviewed again', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    ground.script({
      '1/review-1': {
        answer: JSON.stringify({
          task_id: '1',
          severity: 'major',
          summary: 'It is wrong.',
          issues: [{ severity: 'major', description: 'Off by one' }],
        }),
      },
      '1/fix-1': { files: { 'out/1.txt': 'fixed\n' } },
    });
    expect((await ground.go()).exitCode).toBe(0);
    expect(ground.read('out/1.txt')).toBe('fixed\n');
    expect(ground.calls()).toContain('1/review-2 end');
  });

  test('a checkpoint is judged by the checks on the integrated tree, without an agent', async () => {
    using ground = new Ground({
      spec: [
        '- [ ] 1. First\n  - _writes: out/1.txt_',
        '- [ ] 2. Second\n  - _writes: out/2.txt_',
        '- [ ] 3. Checkpoint - Ensure all tests pass',
        '- [ ] 4. Fourth\n  - _writes: out/4.txt_\n',
      ].join('\n'),
    });
    const { exitCode } = await ground.go(
      ...[
        '--check',
        'echo "$ORCHESTRATION_UNIT $(ls out | xargs)" >> "$E2E_LOG"',
      ],
    );
    expect(exitCode).toBe(0);
    // It saw what was integrated before it, and nothing of what comes after.
    expect(ground.calls()).toContain('3 1.txt 2.txt');
    expect(ground.calls()).not.toContain('3/implement-1 start');
    expect(boxes(ground)).toEqual(['x', 'x', 'x', 'x']);
  });

  test('a task for a person is a decision, and what needs it waits', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. (MANUAL) Order the domain\n- [ ] 2. Second\n  - _Depends: 1_\n  - _writes: out/2.txt_\n',
    });
    expect((await ground.go()).exitCode).toBe(2);
    expect(ground.calls()).toEqual([]);
    await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
    );
    expect((await ground.go()).exitCode).toBe(0);
    expect(unitsOn(ground, 'main')).toEqual(['2']);
    expect(boxes(ground)).toEqual(['x', 'x']);
  });

  test('prints the events as JSON lines and nothing else on stdout', async () => {
    using ground = new Ground();
    const { stdout } = await ground.go('--json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    expect(events[0]?.type).toBe('run_started');
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', exit_code: 0 });
  });

  test('the plan says which units wait for each other, and for which files', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. A\n  - _writes: a.txt, b.txt_\n- [ ] 2. B\n  - _writes: b.txt_\n',
    });
    const { stdout } = await ground.run('plan', '--spec', ground.spec);
    expect(stdout).toContain('1 and 2 never run at once: both need b.txt.');
  });

  test('--dry-run and plan write nothing and start nobody', async () => {
    using ground = new Ground();
    const before = ground.files();
    const refs = ground.git('for-each-ref');
    const dry = await ground.go('--dry-run');
    const plan = await ground.run('plan', '--spec', ground.spec);
    expect([dry.exitCode, plan.exitCode]).toEqual([0, 0]);
    expect(plan.stdout).toContain('4 units');
    expect(ground.files()).toEqual(before);
    expect(ground.git('for-each-ref')).toBe(refs);
    expect(ground.calls()).toEqual([]);
  });
});

describe('a run in one shared folder', () => {
  test('works outside git and commits nothing', async () => {
    using ground = new Ground({ git: false });
    const { exitCode, stdout } = await ground.go();
    expect(exitCode).toBe(0);
    expect(ground.read('out/4.txt')).toContain('3.txt ');
    expect(boxes(ground)).toEqual(['x', 'x', 'x', 'x', 'x', 'x']);
    expect(stdout).toContain('Done:     4 of 4 units');
  });

  test('works in a repository with --isolation shared and makes no ref', async () => {
    using ground = new Ground();
    const refs = ground.git('for-each-ref');
    const { exitCode } = await ground.go('--isolation', 'shared');
    expect(exitCode).toBe(0);
    expect(ground.git('for-each-ref')).toBe(refs);
    expect(ground.read('out/3.txt')).toContain('1.txt ');
  });
});

describe('decisions', () => {
  test('only what needs the answer waits; exit 2, then decide, then 0', async () => {
    using ground = new Ground();
    ground.script({ '1/review': { answer: 'Looks good to me, approved!' } });
    const first = await ground.go();
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toContain('orchestration-loop decide D1 --option 1');
    expect(unitsOn(ground, 'orchestration/thing')).toEqual(['2']);

    const listed = await ground.run('decide', '--spec', ground.spec);
    expect(listed.stdout).toContain('No reviewer gave a valid verdict');
    const wrong = await ground.run(
      ...['decide', 'D9', '--option', '1', '--spec', ground.spec],
    );
    expect(wrong.exitCode).toBe(64);

    ground.script({});
    const answered = await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
      ...['--note', 'Use the old API'],
    );
    expect(answered.exitCode).toBe(0);
    const twice = await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
    );
    expect(twice.exitCode).toBe(64);
    const last = await ground.go();
    expect(last.exitCode).toBe(0);
    // Only its reviewers had failed: the work is reviewed again, not done again.
    const attempts = ground
      .files()
      .filter((file) => file.includes('attempts/1-'));
    expect(attempts.filter((file) => file.includes('implement-2'))).toEqual([]);
    const prompts = attempts.filter((file) =>
      /1-review-\d+\/prompt\.md$/.test(file),
    );
    const heard = prompts.filter((file) =>
      ground.read(file).includes('Use the old API'),
    );
    expect(heard).toHaveLength(1);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
  });
});
