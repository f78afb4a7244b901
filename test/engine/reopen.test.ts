import { describe, expect, test } from 'vitest';
import { reopen } from '../../src/engine/settle/reopen.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';

/*
 * 1 ◀─ 2 ◀─ 4
 * 3
 */
const plan = () => [
  unit('1'),
  unit('2', { needs: ['1'] }),
  unit('3'),
  unit('4', { needs: ['2'] }),
];

function reopened(world: World, id: string): World {
  const moves = reopen(world.state, id, 'me');
  if (!moves.ok) expect.unreachable(moves.error);
  else world.append(...moves.value);
  return world;
}

/** As the next start does: the end of the one before is forgotten. */
function startAgain(world: World): World {
  const { run } = world.state;
  if (run === null) expect.unreachable('it never ran');
  else world.append({ type: 'run_started', resumed: true, ...run });
  return world;
}

test('a unit goes back with every completed one that needs it, and with nothing else', () => {
  const world = reopened(new World(plan()).run(), '1');
  expect(world.state.units.map(({ status }) => status)).toEqual([
    'not_started',
    'not_started',
    'completed',
    'not_started',
  ]);
  expect(unitOf(world.state, taskId('2'))).toMatchObject({
    commit: null,
    is_integrated: false,
    fix_attempts: 0,
    subtask_results: {},
  });
});

test('a finished run goes on with what was reopened: fresh attempts, landed again', () => {
  const world = startAgain(reopened(new World(plan()).run(), '2')).run();
  expect(world.state.finished).toMatchObject({
    exit_code: 0,
    completed: 4,
    landed: true,
  });
  const attempts = (id: string) =>
    unitOf(world.state, taskId(id)).attempts.map((each) => each.attempt_id);
  expect(attempts('1')).toEqual(['1/implement-1', '1/review-1']);
  expect(attempts('2')).toEqual([
    ...['2/implement-1', '2/review-1', '2/implement-2', '2/review-2'],
  ]);
  const landings = world.events.filter(({ type }) => type === 'landed');
  expect(landings).toHaveLength(2);
});

test('a checkpoint that passed without an agent asks the checks again', () => {
  const world = new World([unit('1', { checkpoint: true })], {
    limits: { hasChecks: true },
  }).run();
  startAgain(reopened(world, '1')).run();
  const runs = world.events.filter(
    (event) => event.type === 'checks_ended' && event.task_id === '1',
  );
  expect(runs).toHaveLength(2);
  expect(unitOf(world.state, taskId('1')).attempts).toEqual([]);
  expect(world.status('1')).toBe('completed');
});

test('a unit that was skipped is done after all', () => {
  const world = new World([unit('1', { manual: true })]).run();
  const [decision] = world.state.decisions;
  const skip = decision?.options.find(({ action }) => action === 'skip');
  world.append({
    type: 'decision_answered',
    task_id: taskId('1'),
    decision_id: decision!.id,
    answer: {
      ...{ option: skip?.n ?? 0, action: 'skip', note: null, by: 'me' },
      at: world.now,
    },
  });
  startAgain(world).run();
  expect(world.status('1')).toBe('canceled');
  startAgain(reopened(world, '1')).run();
  expect(world.status('1')).toBe('blocked');
  expect(world.state.finished?.exit_code).toBe(2);
});

describe('refused is', () => {
  test('what is not there, with what is', () => {
    expect(reopen(new World(plan()).state, '7', 'me')).toEqual({
      ok: false,
      error: 'there is no unit "7": there are 1, 2, 3, 4',
    });
  });

  test('what has not ended', () => {
    const world = new World(plan());
    world.settle();
    expect(world.status('1')).toBe('in_progress');
    const refused = reopen(world.state, '1', 'me');
    expect(refused).toMatchObject({
      ok: false,
      error: expect.stringContaining('1 is in_progress') as string,
    });
    expect(reopen(world.state, '4', 'me').ok).toBe(false);
  });
});
