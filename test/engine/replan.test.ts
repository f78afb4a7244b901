import { describe, expect, test } from 'vitest';
import { replan } from '../../src/engine/settle/replan.ts';
import { taskId } from '../../src/model/ids.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import { unit, World } from '../helpers/world.ts';

/** Everything the state knows, then what the test says instead. */
const edit = (
  world: World,
  now: readonly PlannedUnit[],
): ReturnType<typeof replan> => {
  const result = replan(
    world.state,
    {
      open: now,
      all: now,
      present: new Set(now.map(({ task_id }) => task_id)),
    },
    world.now,
  );
  world.append(...result.events);
  return result;
};

const reworded = (id: string): PlannedUnit =>
  unit(id, { content: `${id} in other words`, description: 'Other words' });

const answer = (world: World, n: number): World => {
  const decision = world.state.decisions.at(-1) ?? expect.fail('no decision');
  const option =
    decision.options[n - 1] ?? expect.fail('there is no such option');
  world.append({
    type: 'decision_answered',
    task_id: decision.task_id,
    decision_id: decision.id,
    answer: {
      option: n,
      action: option.action,
      note: null,
      by: 'me',
      at: world.now,
    },
  });
  return world;
};

describe('tasks.md edited during a run', () => {
  test('nothing follows where nothing changed', () => {
    const world = new World([unit('1'), unit('2')]);
    expect(edit(world, [unit('1'), unit('2')]).events).toEqual([]);
  });

  test('a new task joins and is done', () => {
    const world = new World([unit('1')]);
    world.settle();
    edit(world, [unit('1'), unit('2', { needs: ['1'] })]);
    world.run();
    expect(world.status('2')).toBe('completed');
    expect(world.state.finished).toMatchObject({ exit_code: 0, total: 2 });
  });

  test('a changed task that has not begun is done as it stands now', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    world.settle();
    edit(world, [unit('1'), reworded('2')]);
    expect(world.state.units[1]?.plan.description).toBe('Other words');
    expect(world.state.decisions).toEqual([]);
  });

  test('a changed one that runs is asked about when its agent has ended', () => {
    const world = new World([unit('1')]);
    world.settle();
    expect(edit(world, [reworded('1')])).toEqual({
      events: [],
      isPending: true,
    });
    world.step();
    expect(edit(world, [reworded('1')]).isPending).toBe(false);
    expect(world.status('1')).toBe('blocked');
  });

  test('a changed one that is done is asked about once, and done again on retry', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    while (world.status('1') !== 'completed') {
      world.settle();
      world.step();
    }
    edit(world, [reworded('1'), unit('2', { needs: ['1'] })]);
    edit(world, [reworded('1'), unit('2', { needs: ['1'] })]);
    expect(world.state.decisions).toHaveLength(1);
    expect(world.status('1')).toBe('completed');
    answer(world, 2).run();
    expect(world.status('1')).toBe('completed');
    const implemented = world.state.units[0]?.attempts.filter(
      ({ role }) => role === 'implement',
    );
    expect(implemented).toHaveLength(2);
  });

  test('a removed one is a decision, never given up by itself', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    edit(world, [unit('1')]);
    world.run();
    expect(world.status('2')).toBe('blocked');
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('several that vanish at once are one question, and one answer', () => {
    const world = new World([unit('1'), unit('2'), unit('3')]);
    edit(world, [unit('1')]);
    expect(world.state.decisions).toHaveLength(1);
    answer(world, 1).run();
    expect(world.status('2')).toBe('completed');
    expect(world.status('3')).toBe('completed');
  });

  test('given up on request, with what needs it', () => {
    const world = new World([
      unit('1'),
      unit('2'),
      unit('3', { needs: ['2'] }),
    ]);
    edit(world, [unit('1'), unit('3', { needs: ['2'] })]);
    answer(world, 2).run();
    expect(world.status('2')).toBe('canceled');
    expect(world.status('3')).toBe('canceled');
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('what is done may vanish', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    while (world.status('1') !== 'completed') {
      world.settle();
      world.step();
    }
    expect(edit(world, [unit('2', { needs: ['1'] })]).events).toEqual([]);
    expect(world.state.index.get(taskId('1'))).toBe(0);
  });
});
