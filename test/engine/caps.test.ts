import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';

const running = (world: World): string[] =>
  world.state.units.flatMap(({ plan, attempts }) =>
    attempts.flatMap(({ status, role, backend }) =>
      status === 'running' ? [`${plan.task_id} ${role} ${backend}`] : [],
    ),
  );

const hold = (world: World, id: string) =>
  holdOf(unitOf(world.state, taskId(id)), world);

const ui = { type: 'ui', owner_agent: 'gemini' } as const;

describe('caps', () => {
  test('one agent of a CLI at once: another CLI goes on with other units', () => {
    const world = new World(
      [unit('1'), unit('2'), unit('3', { assignment: ui })],
      { limits: { jobs: 3, caps: { backends: { codex: 1 }, roles: {} } } },
    );
    world.settle();
    expect(running(world)).toEqual(['1 implement codex', '3 implement gemini']);
    expect(hold(world, '2')).toEqual({
      type: 'cap',
      of: 'backend',
      name: 'codex',
      most: 1,
    });
    expect(world.run().state.finished?.exit_code).toBe(0);
  });

  test('a cap counts the CLI, whatever model it is asked for', () => {
    const world = new World([unit('1'), unit('2')], {
      limits: {
        caps: { backends: { codex: 1 }, roles: {} },
        roles: {
          code: ['codex:gpt-5'],
          ui: [],
          review: ['codex'],
          assign: [],
          integrate: [],
          orchestrate: [],
        },
      },
    });
    world.settle();
    expect(running(world)).toEqual(['1 implement codex:gpt-5']);
  });

  test('one review at once: new work goes on beside it, the second reviewer waits', () => {
    const world = new World(
      [unit('1', { assignment: { criticality: 'complex' } }), unit('2')],
      {
        limits: { jobs: 4, caps: { backends: {}, roles: { review: 1 } } },
        script: {
          attempt: ({ role, task_id }) => ({
            minutes: role === 'review' ? 5 : task_id === '1' ? 1 : 2,
          }),
        },
      },
    );
    world.settle();
    world.step();
    world.settle();
    expect(running(world)).toEqual(['1 review gemini', '2 implement codex']);
    world.step();
    world.settle();
    expect(hold(world, '2')).toMatchObject({ of: 'role', name: 'review' });
    expect(world.run().state.finished?.exit_code).toBe(0);
  });

  test('a unit that waits for a slot, and nothing else, says so', () => {
    const world = new World([unit('1'), unit('2')], { limits: { jobs: 1 } });
    world.settle();
    expect(hold(world, '2')).toEqual({ type: 'slot', jobs: 1 });
  });
});
