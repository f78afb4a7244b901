import {
  property,
  assert as check,
  array,
  boolean,
  nat,
  record,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';
import type { Script } from '../helpers/world.ts';

const pause = (world: World, isPaused: boolean): World => {
  world.limits = { ...world.limits, isPaused };
  return world;
};

const started = (world: World): readonly string[] =>
  world.events.flatMap((event) =>
    event.type === 'attempt_started' ? [event.attempt_id] : [],
  );

/** Steps of a world: what can be decided is decided, then something ends. */
const play = (world: World, steps: number): World => {
  for (let step = 0; step < steps; step += 1) {
    world.settle();
    if (!world.step()) break;
  }
  world.settle();
  return world;
};

describe('a pause', () => {
  // 1   2 --> 3
  const plan = [unit('1'), unit('2'), unit('3', { needs: ['2'] })];

  test('starts nothing, lets what runs end, and says so of what could go on', () => {
    const world = pause(play(new World(plan), 0), true).run();
    expect(started(world).toSorted()).toEqual([
      '1/implement-1',
      '2/implement-1',
    ]);
    expect(world.state.finished).toBeNull();
    const hold = (id: string) => holdOf(unitOf(world.state, taskId(id)), world);
    expect(world.status('1')).toBe('pending_review');
    expect(hold('1')).toEqual({ type: 'paused' });
    expect(hold('3')).toEqual({ type: 'dependency', on: ['2'] });
  });

  test('takes no baseline, asks for no assignment and for no tick', () => {
    const roles = {
      ...new World([]).limits.roles,
      orchestrate: ['codex'],
    };
    const world = new World(plan, {
      limits: {
        roles,
        hasChecks: true,
        orchestration: { maxTicks: 9, maxActions: 9 },
        isPaused: true,
      },
    }).run();
    expect(world.events.map(({ type }) => type)).toEqual([
      'run_started',
      'plan_ready',
    ]);
  });

  test('lets accepted work be integrated: that needs no agent', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    while (world.status('1') !== 'under_review') play(world, 1);
    pause(world, true).run();
    expect(world.status('1')).toBe('completed');
    expect(world.status('2')).toBe('not_started');
    expect(world.state.finished).toBeNull();
  });

  test('holds the end of a complete run back until it goes on', () => {
    const world = new World([unit('1')]);
    while (world.status('1') !== 'under_review') play(world, 1);
    pause(world, true).run();
    expect(world.status('1')).toBe('completed');
    expect(world.state.finished).toBeNull();
    pause(world, false).run();
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
  });

  test('keeps no run up that only a person can bring further', () => {
    const roles = { ...new World([]).limits.roles, code: [] };
    const limits = { roles, waitsForAnswers: true };
    const world = pause(new World([unit('1')], { limits }).run(), true).run();
    expect(world.state.finished).toBeNull();
    world.limits = { ...world.limits, waitsForAnswers: false };
    expect(world.run().state.finished).toMatchObject({ exit_code: 2 });
  });

  test('never ends a run, whenever it comes, and changes nothing of its end', () => {
    check(
      property(
        record({
          needs: array(array(nat(), { maxLength: 2 }), {
            minLength: 1,
            maxLength: 6,
          }),
          steps: array(nat(12), { minLength: 1, maxLength: 3 }),
          hasChecks: boolean(),
          rejects: nat(5),
        }),
        ({ needs, steps, hasChecks, rejects }) => {
          const units = needs.map((on, at) =>
            unit(String(at + 1), {
              needs: at === 0 ? [] : on.map((n) => String((n % at) + 1)),
            }),
          );
          const options = { limits: { hasChecks }, script: fussy(rejects) };
          const calm = new World(units, options).run();
          const world = new World(units, options);
          for (const count of steps) {
            play(world, count);
            const before = started(world).length;
            const isOver = world.state.finished !== null;
            pause(world, true).run();
            expect(started(world)).toHaveLength(before);
            expect(world.state.finished !== null).toBe(isOver);
            pause(world, false);
          }
          world.run();
          expect(endOf(world)).toEqual(endOf(calm));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** A reviewer that sends one unit back, once. */
const fussy = (unitNumber: number): Script => ({
  attempt: ({ role, n, task_id }) =>
    role === 'review' && n === 1 && task_id === String(unitNumber)
      ? {
          verdict: {
            task_id,
            severity: 'major',
            summary: 'not yet',
            issues: [{ severity: 'major', description: 'wrong' }],
          },
        }
      : undefined,
});

const endOf = ({ state }: World) => ({
  exit: state.finished?.exit_code,
  landed: state.finished?.landed,
  units: state.units.map(({ plan, status, fix_attempts }) => [
    plan.task_id,
    status,
    fix_attempts,
  ]),
});
