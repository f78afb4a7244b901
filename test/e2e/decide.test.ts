import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const STATE = '.kiro/specs/AGENT_STATE.json';
const PULSE = '.kiro/specs/PROJECT_PULSE.md';
const JOURNAL = '.orchestration/thing/journal.ndjson';

type State = {
  readonly seq: number;
  readonly tasks: readonly { task_id: string; status: string }[];
  readonly pending_decisions: readonly { id: string; task_id: string }[];
};

const stateOf = (ground: Ground): State =>
  JSON.parse(ground.read(STATE)) as State;

const statuses = (ground: Ground): Record<string, string> =>
  Object.fromEntries(
    stateOf(ground)
      .tasks.filter(({ task_id }) => !task_id.includes('.'))
      .map(({ task_id, status }) => [task_id, status]),
  );

const boxes = (ground: Ground): string =>
  ground
    .read(`${ground.spec}/tasks.md`)
    .split('\n')
    .flatMap((line) => /\[(.)\] (\d)\. /.exec(line)?.[1] ?? [])
    .join('');

const lastSeq = (ground: Ground): number =>
  (JSON.parse(ground.read(JOURNAL).trimEnd().split('\n').at(-1) ?? '') as State)
    .seq;

describe('a decision that nobody runs for', () => {
  test('is answered in the journal, the state file and the pulse, with what was edited by hand', async () => {
    using ground = new Ground();
    await ground.go('--jobs', '1', '--max-tokens', '200');
    expect(stateOf(ground).pending_decisions).toMatchObject([
      { id: 'D1', task_id: 'run' },
    ]);
    expect(ground.read(PULSE)).toContain('**D1**');
    const edited = ground
      .read(STATE)
      .replace(
        /("task_id": "2",[^}]*?"status": )"not_started"/,
        '$1"canceled"',
      );
    ground.write(STATE, edited);

    const place = ['--spec', ground.spec];
    const answered = await ground.run(
      ...['decide', 'D1', '--option', '1', '--json', ...place],
    );
    expect([answered.exitCode, answered.stderr]).toEqual([0, '']);
    expect(JSON.parse(answered.stdout)).toEqual({
      status: 'accepted',
      decision: 'D1',
    });
    const { stdout } = await ground.run('stop', '--json', ...place);
    expect(JSON.parse(stdout)).toEqual({ status: 'idle' });
    expect(stateOf(ground).pending_decisions).toEqual([]);
    expect(stateOf(ground).seq).toBe(lastSeq(ground));
    expect(statuses(ground)).toMatchObject({ 1: 'completed', 2: 'canceled' });
    expect(ground.read(PULSE)).not.toContain('**D1**');

    const before = ground.read(JOURNAL);
    for (const id of ['D1', 'D9']) {
      const refused = await ground.run(
        ...['decide', id, '--option', '1', ...place],
      );
      expect(refused.exitCode).toBe(64);
    }
    expect(ground.read(JOURNAL)).toBe(before);
  });
});

describe('a finished unit that is reopened', () => {
  test('goes back with what needs it, and the next start does only that again', async () => {
    using ground = new Ground();
    await ground.go();
    const unsure = await ground.run('reopen', '3', '--spec', ground.spec);
    expect(unsure.exitCode).toBe(64);
    expect(boxes(ground)).toBe('xxxx');

    const { exitCode, stdout } = await ground.run(
      ...['reopen', '3', '--yes', '--spec', ground.spec],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `3, 4 are reopened.\nNext: go on\n  orchestration-loop --spec ${ground.spec}\n`,
    );
    expect(boxes(ground)).toBe('xx  ');
    expect(statuses(ground)).toEqual({
      ...{ 1: 'completed', 2: 'completed' },
      ...{ 3: 'not_started', 4: 'not_started' },
    });
    expect(ground.read('out/4.txt')).toContain('unit 4');

    const before = ground.calls().length;
    ground.script({ '3/implement': { files: { 'out/3.txt': 'anew\n' } } });
    expect((await ground.go()).exitCode).toBe(0);
    const again = ground.calls().slice(before);
    expect(again.map((call) => call[0])).not.toContain('1');
    expect(again).toContain('3/implement-2 start');
    expect(again).toContain('4/implement-2 start');
    expect(ground.git('show', 'main:out/3.txt')).toBe('anew\n');
    expect(boxes(ground)).toBe('xxxx');
  });

  test('is taken off the branch first where that is asked for, and done again', async () => {
    using ground = new Ground();
    await ground.go();
    const landed = ground.git('rev-parse', 'orchestration/thing').trim();
    const reopened = await ground.run(
      ...['reopen', '3', '--revert', '--yes', '--spec', ground.spec],
    );
    expect([reopened.exitCode, reopened.stderr]).toEqual([0, '']);
    const branch = 'orchestration/thing';
    const files = ground.git('ls-tree', '-r', '--name-only', branch, 'out');
    expect(files).toBe('out/1.txt\nout/2.txt\n');
    expect(ground.git('log', '--format=%s', `${landed}..${branch}`)).toBe(
      'Revert unit 3\nRevert unit 4\n',
    );
    expect(ground.read('out/4.txt')).toContain('unit 4');

    expect((await ground.go()).exitCode).toBe(0);
    expect(unitsOn(ground, 'main').toSorted()).toEqual([
      ...['1', '2', '3', '3', '4', '4'],
    ]);
    expect(ground.git('show', 'main:out/4.txt')).toContain('3.txt ');
  });

  test('is reopened by the run itself while one is under way', async () => {
    using ground = new Ground();
    ground.script({ '4/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none'],
    );
    await ground.sees('4/implement-1 start');
    const place = ['--yes', '--spec', ground.spec];
    const busy = await ground.run('reopen', '4', ...place);
    expect(busy.exitCode).toBe(64);
    const { exitCode } = await ground.run('reopen', '1', '--revert', ...place);
    expect(exitCode).toBe(0);
    await ground.sees('1/implement-2 start');
    await ground.run('stop', '--kill', '--spec', ground.spec);
    await first.ended;
    expect(ground.git('log', '--format=%s', 'orchestration/thing')).toContain(
      'Revert unit 1',
    );
    ground.script({});
    expect((await ground.go()).exitCode).toBe(0);
    expect(ground.git('show', 'main:out/1.txt')).toContain('unit 1');
  });
});
