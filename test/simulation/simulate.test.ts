import { describe, expect, test } from 'vitest';
import type { Limits } from '../../src/engine/limits.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { planned } from '../../src/simulation/planned-state.ts';
import { resumed } from '../../src/simulation/resumed-state.ts';
import type { Durations } from '../../src/simulation/scenario.ts';
import { simulate, simulateInDetail } from '../../src/simulation/simulate.ts';
import type { DetailedSimulation } from '../../src/simulation/simulate.ts';
import { World, limits, unit } from '../helpers/world.ts';

type Case = {
  readonly limits?: Partial<Limits>;
  /** By unit; the others take 4 and are reviewed in 1. */
  readonly durations?: Readonly<Record<string, Partial<Durations>>>;
};

const play = (
  units: readonly PlannedUnit[],
  { durations, ...rest }: Case = {},
): DetailedSimulation =>
  simulateInDetail(planned(units), {
    limits: limits({ shouldLand: false, ...rest.limits }),
    scenario: ({ plan }) => ({
      ...{ implement: 4, review: 1, fixes: [] },
      ...durations?.[plan.task_id],
    }),
  });

/** `1 implement 0-4`, and for a wait what it is for. */
const lines = ({ segments }: DetailedSimulation): readonly string[] =>
  segments.map((segment) => {
    const { task_id, type, from, to } = segment;
    const why = segment.type === 'wait' ? `:${segment.hold?.type ?? '?'}` : '';
    return `${task_id} ${type}${why} ${from}-${to}`;
  });

describe('a simulation', () => {
  test('takes a unit through its work, its review, its fixes and theirs', () => {
    const fixes = [
      { fix: 3, review: 2 },
      { fix: 1, review: 1 },
    ];
    const end = play([unit('1')], { durations: { '1': { fixes } } });
    expect(lines(end)).toEqual([
      '1 implement 0-4',
      '1 review 4-5',
      '1 fix 5-8',
      '1 review 8-10',
      '1 fix 10-11',
      '1 review 11-12',
    ]);
    expect(end).toMatchObject({ makespan: 12, left: [] });
  });

  // 1 -> 2; 3 writes what 1 writes; 4 free
  test('says what a unit waits for, and from when to when', () => {
    const end = play(
      [
        unit('1', { writes: ['a.ts'] }),
        unit('2', { needs: ['1'] }),
        unit('3', { writes: ['a.ts'] }),
        unit('4'),
      ],
      { limits: { jobs: 1 }, durations: { '4': { implement: 2 } } },
    );
    expect(
      lines(end)
        .filter((line) => line.includes('wait'))
        .toSorted(),
    ).toEqual([
      '2 wait:dependency 0-5',
      '3 wait:files 0-5',
      '3 wait:slot 5-10',
      '4 wait:slot 0-15',
    ]);
    expect(end.makespan).toBe(18);
  });

  // 1 and 2 write one file; 2 -> 3; 4 free
  test('starts the longer chain first where files meet', () => {
    const end = play([
      unit('1', { writes: ['a.ts'] }),
      unit('2', { writes: ['a.ts'] }),
      unit('3', { needs: ['2'] }),
      unit('4'),
    ]);
    expect(lines(end)).toContain('2 implement 0-4');
    expect(end.makespan).toBe(10);
  });

  // 1 -> 3 -> 4; 2 and 5 free
  test('keeps a slot for the units that an integration is setting free', () => {
    const units = [
      unit('1'),
      unit('2'),
      unit('3', { needs: ['1'] }),
      unit('4', { needs: ['3'] }),
      unit('5'),
    ];
    const durations = { '2': { implement: 9 } };
    expect(lines(play(units, { durations }))).toContain('3 implement 5-9');
  });

  test('counts the agents at work', () => {
    const { usage } = play([unit('1'), unit('2', { needs: ['1'] }), unit('3')]);
    expect(usage).toEqual([
      { from: 0, agents: 2 },
      { from: 5, agents: 1 },
      { from: 10, agents: 0 },
    ]);
  });

  test('gives a person the time that is a person’s, and no slot', () => {
    const end = play([unit('1', { manual: true }), unit('2')], {
      limits: { jobs: 1, waitsForAnswers: true },
      durations: { '1': { person: 9 } },
    });
    expect(lines(end)).toContain('1 person 0-9');
    expect(lines(end)).toContain('2 implement 0-4');
    expect(end).toMatchObject({ makespan: 9, left: [] });
  });

  test('runs the checks where there are some', () => {
    const end = play([unit('1')], {
      limits: { hasChecks: true },
      durations: { '1': { checks: 2 } },
    });
    expect(lines(end)).toContain('1 checks 4-6');
    expect(end.makespan).toBe(7);
  });

  test('names the units that wait for each other, and ends', () => {
    const end = play([
      unit('1', { needs: ['2'] }),
      unit('2', { needs: ['1'] }),
      unit('3'),
    ]);
    expect(end).toMatchObject({ makespan: 5, left: ['1', '2'] });
  });
});

describe('the next start of a known run', () => {
  const conditions = {
    limits: limits({ shouldLand: false, waitsForAnswers: true }),
    scenario: () => ({ implement: 4, review: 1, fixes: [] }),
  };

  test('takes up what was interrupted and leaves alone what is done', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]);
    world.settle();
    while (unitOf(world.state, taskId('1')).status !== 'completed') {
      world.step();
      world.settle();
    }
    const end = simulateInDetail(resumed(world.state), conditions);
    expect(lines(end)).toEqual(['2 implement 0-4', '2 review 4-5']);
  });

  test('does not answer what only a person can', () => {
    const failed = {
      outcome: {
        type: 'failed',
        failure: { type: 'bad_output', message: 'nonsense' },
      },
    } as const;
    const world = new World([unit('1'), unit('2')], {
      script: { attempt: ({ task_id }) => (task_id === '1' ? failed : {}) },
    }).run();
    expect(world.state.finished?.exit_code).toBe(2);
    expect(simulate(resumed(world.state), conditions)).toEqual({
      makespan: 0,
      left: ['1'],
    });
  });
});
