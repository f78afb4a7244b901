import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const starts = (ground: Ground, unit: string): readonly string[] =>
  ground.calls().filter((call) => call === `${unit} start`);

/** Processes that still carry a mark of the ground's run. */
function left(ground: Ground): readonly string[] {
  const [first = ''] = ground
    .read('.orchestration/thing/journal.ndjson')
    .split('\n')
    .filter((line) => line.includes('"run_started"'));
  const { run_id: run } = JSON.parse(first) as { run_id: string };
  return pids().filter((pid) => {
    try {
      return readFileSync(join('/proc', pid, 'environ'), 'utf8').includes(run);
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
}

const pids = (): readonly string[] =>
  process.platform === 'linux'
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : [];

describe('a second start goes on where the first stopped', () => {
  test('after SIGKILL while an agent works', async () => {
    using ground = new Ground();
    ground.script({ '3/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('3/implement-1 start');
    first.child.kill('SIGKILL');
    await first.ended;

    const { exitCode } = await ground.go();
    expect(exitCode).toBe(0);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
    expect(starts(ground, '1/implement-1')).toHaveLength(1);
    expect(starts(ground, '2/implement-1')).toHaveLength(1);
    expect(starts(ground, '3/implement-2')).toHaveLength(1);
    expect(left(ground)).toEqual([]);
  });

  test('after SIGKILL while a reviewer reads: the work is not done again', async () => {
    using ground = new Ground();
    ground.script({ '3/review-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('3/review-1 start');
    first.child.kill('SIGKILL');
    await first.ended;

    expect((await ground.go()).exitCode).toBe(0);
    const implemented = ground
      .calls()
      .filter((call) => call.startsWith('3/implement'));
    expect(implemented).toEqual(['3/implement-1 start', '3/implement-1 end']);
    expect(ground.read('out/4.txt')).toContain('3.txt ');
  });

  test('after Ctrl-C: agents get their grace, the exit code says so', async () => {
    using ground = new Ground();
    ground.script({ '1/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none', '--grace', '1s'],
    );
    await ground.sees('1/implement-1 start');
    first.child.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stdout).toContain(
      `orchestration-loop --spec ${ground.spec}`,
    );
    expect(left(ground)).toEqual([]);

    ground.script({});
    expect((await ground.go()).exitCode).toBe(0);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
  });

  test('on a finished spec it says so and runs nothing', async () => {
    using ground = new Ground();
    await ground.go();
    const calls = ground.calls();
    const head = ground.git('rev-parse', 'HEAD');
    const { exitCode, stderr } = await ground.go();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('complete already');
    expect(ground.calls()).toEqual(calls);
    expect(ground.git('rev-parse', 'HEAD')).toBe(head);
  });

  test('a task added to a finished spec is done and landed, and nothing else', async () => {
    using ground = new Ground();
    await ground.go();
    const before = ground.calls();
    const path = `${ground.spec}/tasks.md`;
    ground.write(
      path,
      `${ground.read(path)}- [ ] 5. Fifth\n  - _Depends: 4_\n  - _writes: out/5.txt_\n`,
    );
    expect((await ground.go()).exitCode).toBe(0);
    const after = ground.calls().slice(before.length);
    // The whole is another one with it, so the whole is reviewed again.
    expect(after.filter((call) => !/^(5|final)\//.test(call))).toEqual([]);
    expect(ground.read('out/5.txt')).toContain('4.txt ');
    expect(unitsOn(ground, 'main').toSorted()).toEqual([
      ...['1', '2', '3', '4', '5'],
    ]);
  });

  test('a complete run that could not land lands at the next start', async () => {
    using ground = new Ground();
    ground.script({ '4/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('4/implement-1 start');
    ground.write('out/1.txt', 'mine\n');
    first.child.kill('SIGKILL');
    await first.ended;
    const { exitCode, stdout } = await ground.go();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('merge orchestration/thing');
    expect(ground.read('out/1.txt')).toBe('mine\n');

    const calls = ground.calls();
    ground.git('clean', '-fdq', 'out');
    const last = await ground.go();
    expect(last.exitCode).toBe(0);
    expect(ground.calls()).toEqual(calls);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
  });

  test('a second runner on the same spec is refused and told who holds it', async () => {
    using ground = new Ground();
    ground.script({ '1/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('1/implement-1 start');
    const { exitCode, stderr } = await ground.go();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(String(first.child.pid));
    const stop = await ground.run('stop', '--kill', '--spec', ground.spec);
    expect(stop.exitCode).toBe(0);
    expect((await first.ended).exitCode).toBe(130);
  });

  test('settings of the first start are kept', async () => {
    using ground = new Ground();
    ground.script({ '3/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none', '--no-land'],
    );
    await ground.sees('3/implement-1 start');
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await ground.run('--spec', ground.spec)).exitCode).toBe(0);
    expect(unitsOn(ground, 'main')).toEqual([]);
    expect(ground.calls().some((call) => call.startsWith('run/'))).toBe(false);
  });
});
