import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const STATE = '.kiro/specs/AGENT_STATE.json';

const starts = (ground: Ground): readonly string[] =>
  ground.calls().filter((call) => /^\d.* start$/.test(call));

const forget = (ground: Ground): void => {
  rmSync(join(ground.repo, '.orchestration'), { recursive: true });
};

type State = {
  readonly run_id: string;
  readonly tasks: readonly {
    readonly task_id: string;
    readonly commit: string | null;
    readonly attempts: readonly { readonly attempt_id: string }[];
  }[];
};

const stateOf = (ground: Ground): State =>
  JSON.parse(ground.read(STATE)) as State;

describe('a run whose journal is gone', () => {
  test('goes on from the state file and its branch: nothing is done twice, no number is used twice', async () => {
    using ground = new Ground();
    ground.script({ '3/implement-1': { hang: true } });
    const first = ground.start(
      ...['--spec', ground.spec, '--assign-backend', 'none', '--no-land'],
    );
    await ground.sees('3/implement-1 start');
    await ground.run('stop', '--kill', '--spec', ground.spec);
    await first.ended;
    const { run_id } = stateOf(ground);
    const done = ground.git('rev-parse', 'orchestration/thing').trim();
    forget(ground);

    const before = starts(ground).length;
    ground.script({});
    const second = await ground.go();
    expect(second.stderr).toContain(
      'there is no journal: the run goes on from AGENT_STATE.json alone, 2 of 4 units completed',
    );
    expect(second.exitCode).toBe(0);
    expect(starts(ground).slice(before)).toEqual([
      '3/implement-2 start',
      '3/review-1 start',
      '4/implement-1 start',
      '4/review-1 start',
    ]);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
    expect(ground.git('merge-base', done, 'main').trim()).toBe(done);
    expect(stateOf(ground).run_id).toBe(run_id);
    const one = stateOf(ground).tasks.find(({ task_id }) => task_id === '1');
    expect(one?.attempts.map(({ attempt_id }) => attempt_id)).toEqual([
      ...['1/implement-1', '1/review-1'],
    ]);
    expect(ground.git('cat-file', '-t', one?.commit ?? '')).toBe('commit\n');
  });

  test('does again what the branch does not have, whatever the file says', async () => {
    using ground = new Ground();
    await ground.go('--no-land');
    ground.git('branch', '-f', 'orchestration/thing', 'orchestration/thing^');
    forget(ground);
    const before = starts(ground).length;
    const { exitCode, stderr } = await ground.go();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('3 of 4 units completed; 4 start again');
    expect(starts(ground).slice(before)).toEqual([
      ...['4/implement-2 start', '4/review-2 start'],
    ]);
    expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
  });

  test('of a finished and landed spec has nothing left to do, and says so', async () => {
    using ground = new Ground();
    await ground.go();
    forget(ground);
    const calls = ground.calls();
    const head = ground.git('rev-parse', 'HEAD');
    expect((await ground.go()).exitCode).toBe(0);
    expect(ground.calls()).toEqual(calls);
    expect(ground.git('rev-parse', 'HEAD')).toBe(head);
  });
});

test('a state of the original program is gone on from: done stays done, begun starts again', async () => {
  using ground = new Ground();
  const original = readFileSync(
    join(import.meta.dirname, '../fixtures/states/original.json'),
    'utf8',
  );
  ground.write(STATE, original);
  const { exitCode, stderr } = await ground.go();
  expect(exitCode).toBe(0);
  expect(stderr).toContain(
    'AGENT_STATE.json of the original program, 1 of 4 units completed; 2, 3 start again',
  );
  expect(starts(ground).map((call) => call.split('/')[0])).not.toContain('1');
  // complex, as the state says: reviewed twice
  expect(starts(ground)).toContain('2/review-2 start');
  expect(unitsOn(ground, 'main').toSorted()).toEqual(['2', '3', '4']);
  expect(ground.read(`${ground.spec}/tasks.md`)).toContain('- [x] 1. First');
  const kept = /kept as (.*AGENT_STATE\.json)/.exec(stderr)?.[1] ?? '';
  expect(readFileSync(kept, 'utf8')).toBe(original);
});
