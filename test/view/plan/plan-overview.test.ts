import { describe, expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import { unitOf } from '../../../src/model/state-access.ts';
import type { PlannedUnit } from '../../../src/model/unit.ts';
import { planned } from '../../../src/simulation/planned-state.ts';
import { resumed } from '../../../src/simulation/resumed-state.ts';
import { explainUnit } from '../../../src/view/plan/explain-plan.ts';
import { toFullPlanOverview } from '../../../src/view/plan/plan-overview.ts';
import type { FullPlanOverview } from '../../../src/view/plan/plan-overview.ts';
import { buildSubtask } from '../../helpers/build-state.ts';
import { planLimits } from '../../helpers/plan-limits.ts';
import { World, unit } from '../../helpers/world.ts';

const overviewOf = (
  units: readonly PlannedUnit[],
  parts: Parameters<typeof planLimits>[0] = {},
): FullPlanOverview => toFullPlanOverview(planned(units), planLimits(parts));

// 1 (3 tasks) -> 3; 2 and 4 write b.ts; 5 -> 3 in other words
const plan = [
  unit('1', { subtasks: [buildSubtask('1.1'), buildSubtask('1.2')] }),
  unit('2', { writes: ['a.ts', 'b.ts'] }),
  unit('3', {
    needs: ['1'],
    why: ['1: - _Depends: 1_ (tasks.md:7)'],
  }),
  unit('4', { writes: ['src/4/'], reads: ['b.ts'] }),
  unit('5', { needs: ['3', '2'], why: ['3: graph', '2: graph'] }),
];

describe('the overview of a plan', () => {
  test('has each edge with where it is said', () => {
    const { edges } = overviewOf(plan);
    expect(edges).toEqual([
      { from: '1', to: '3', why: '- _Depends: 1_ (tasks.md:7)' },
      { from: '3', to: '5', why: 'graph' },
      { from: '2', to: '5', why: 'graph' },
    ]);
  });

  test('keeps to its edges when dependencies were edited by hand', () => {
    const [one, edited] = [unit('1'), unit('2', { needs: ['1'], why: [] })];
    expect(overviewOf([one, edited]).edges).toEqual([
      { from: '1', to: '2', why: '' },
    ]);
  });

  test('names the files of each collision, and leaves out what is ordered anyway', () => {
    const both = unit('6', { needs: ['2'], writes: ['a.ts'] });
    expect(overviewOf([...plan, both]).collisions).toEqual([
      { a: '2', b: '4', files: ['b.ts'] },
    ]);
  });

  test('finds the critical path by open tasks', () => {
    const done = [1, 2, 3, 4].map((n) =>
      buildSubtask(`2.${n}`, { is_done: true }),
    );
    const units = plan.map((each) =>
      each.task_id === '2' ? { ...each, subtasks: done } : each,
    );
    expect(overviewOf(units).critical_path).toEqual(['1', '3', '5']);
  });

  test('says how long it takes, and where more jobs stop paying', () => {
    const { estimate, by_jobs } = overviewOf(plan, { jobs: 2 });
    expect(estimate).toMatchObject({
      jobs: 2,
      makespan: 5,
      at_once: 2,
      never_ready: [],
    });
    expect(by_jobs?.rows.map(({ makespan }) => makespan)).toEqual([
      7, 5, 5, 5, 5, 5,
    ]);
    expect(by_jobs?.enough).toBe(2);
  });

  test('says that one job is as good as many where all wait for each other', () => {
    const chain = [unit('1'), unit('2', { needs: ['1'] })];
    expect(overviewOf(chain).by_jobs?.enough).toBe(1);
  });

  test('goes by caps and resources like a run', () => {
    const free = [unit('1'), unit('2'), unit('3')];
    const makespan = (parts: Parameters<typeof planLimits>[0]): number =>
      overviewOf(free, { jobs: 3, ...parts }).estimate.makespan;
    expect(makespan({})).toBe(1);
    expect(
      makespan({ caps: { backends: { codex: 1 }, roles: {} } }),
    ).toBeGreaterThan(1);
    const db = { slots: 1, units: ['1', '2', '3'], writes: [] };
    expect(makespan({ resources: { db } })).toBe(3);
  });

  test('can be had before any agent is installed', () => {
    const { roles } = planLimits();
    const none = { ...roles, code: [], ui: [], review: [] };
    expect(overviewOf(plan, { roles: none }).estimate.never_ready).toEqual([]);
  });

  test('names units that are never ready', () => {
    const { estimate } = overviewOf([
      unit('1', { needs: ['2'] }),
      unit('2', { needs: ['1'] }),
      unit('3'),
    ]);
    expect(estimate.never_ready).toEqual(['1', '2']);
  });

  test('does not play a thousand units six times', () => {
    const many = Array.from({ length: 201 }, (_, i) => unit(String(i)));
    expect(overviewOf(many, { jobs: 201 }).by_jobs).toBeNull();
  });

  test('of a run that has begun is what is left of it, at its pace', () => {
    const world = new World(plan, {
      limits: { jobs: 1 },
      script: {
        attempt: ({ role }) => ({ minutes: role === 'review' ? 3 : 9 }),
      },
    });
    world.settle();
    while (unitOf(world.state, taskId('2')).status !== 'completed') {
      world.step();
      world.settle();
    }
    const left = toFullPlanOverview(resumed(world.state), planLimits());
    expect(left.open.map(({ plan: { task_id } }) => task_id)).toEqual([
      '3',
      '4',
      '5',
    ]);
    expect(left.settled).toBe(2);
    expect(left.edges).toEqual([{ from: '3', to: '5', why: 'graph' }]);
    expect(left.estimate.makespan).toBe(2);
    // Two units with four tasks: 2 x (9 + 3) minutes.
    expect(left.pace_ms).toBe(6 * 60_000);
    expect(overviewOf(plan).pace_ms).toBeNull();
  });
});

describe('the explanation of a unit', () => {
  const explain = (
    id: string,
    units: readonly PlannedUnit[],
    parts: Parameters<typeof planLimits>[0] = {},
  ): readonly string[] | undefined =>
    explainUnit(id, overviewOf(units, parts))?.sentences;

  test('says after whom and why, and what that means', () => {
    expect(explain('5', plan)).toEqual([
      'After 3, 2: graph',
      'With 2 jobs, if every task took equally long: from 4 to 5 of 5.',
      'Until then: after 3, 2 (4).',
    ]);
  });

  test('says with whom it shares files, and who goes first', () => {
    expect(explain('4', plan)?.[0]).toBe(
      'Never beside 2: both need b.ts; 2 goes first.',
    );
  });

  test('says so where it waits for nothing', () => {
    expect(explain('1', plan)?.[0]).toBe(
      'It waits for nothing but a free slot.',
    );
  });

  test('says why it runs alone, and who has to keep away', () => {
    const units = [unit('1', { manifest: 'none' }), unit('2')];
    expect(explain('1', units)?.[0]).toMatch(
      /^It runs alone: no file is named/,
    );
    expect(explain('2', units)?.[0]).toBe(
      'Never beside 1: no file is known for it.',
    );
  });

  test('names the resource it uses, and who else does', () => {
    const db = { slots: 1, units: ['1'], writes: ['db/'] };
    const units = [unit('1'), unit('2', { writes: ['db/a.sql'] }), unit('3')];
    const say = (id: string): string | undefined =>
      explain(id, units, { resources: { db } })?.[0];
    expect(say('1')).toBe(
      'It uses the resource db, 1 at a time; of the others: 2.',
    );
    expect(say('3')).toBe('It waits for nothing but a free slot.');
  });

  test('says what is for a person, optional, or judged by the checks', () => {
    const units = [
      unit('1', { manual: true, is_optional: true }),
      unit('2', { checkpoint: true }),
    ];
    const parts = { hasChecks: true };
    expect(explain('1', units, parts)?.slice(0, 2)).toEqual([
      'A person has to do it: it waits for an answer.',
      'It is optional, and part of this plan because it was asked for.',
    ]);
    expect(explain('2', units, parts)?.[0]).toMatch(
      /^It is a checkpoint: the checks/,
    );
  });

  test('says of a blocked unit what frees it', () => {
    const failure = { type: 'bad_output', message: 'nonsense' } as const;
    const world = new World([unit('1')], {
      script: { attempt: () => ({ outcome: { type: 'failed', failure } }) },
    }).run();
    const left = toFullPlanOverview(resumed(world.state), planLimits());
    expect(explainUnit('1', left)?.sentences).toEqual([
      expect.stringMatching(/^It is blocked until D1: /),
    ]);
  });

  test('is none for a unit that is not there', () => {
    expect(explain('99', plan)).toBeUndefined();
  });
});
