import { describe, expect, test } from 'vitest';
import type { DecisionAction } from '../../src/model/decision.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { unit, World } from '../helpers/world.ts';
import type { Answer, Script } from '../helpers/world.ts';

const noVerdict: Answer = {
  outcome: {
    type: 'failed',
    failure: { type: 'review_error', message: 'no valid verdict' },
  },
  verdict: null,
};

const bad: Answer = {
  verdict: {
    task_id: '1',
    severity: 'major',
    summary: 'wrong',
    issues: [
      { severity: 'major', description: 'wrong', file: 'src/1.ts', line: 3 },
    ],
  },
};

/** Answers the last question with what it offers under that name. */
function answer(world: World, action: DecisionAction): World {
  const decision = world.state.decisions.at(-1);
  const option = decision?.options.find((each) => each.action === action);
  if (decision === undefined || option === undefined) {
    throw new Error(`nobody offers ${action}`);
  }
  if (world.state.finished !== null) {
    world.append({
      type: 'run_started',
      resumed: true,
      ...(world.state.run ?? expect.fail('not started')),
    });
  }
  world.append({
    type: 'decision_answered',
    task_id: decision.task_id,
    decision_id: decision.id,
    answer: {
      option: option.n,
      action,
      note: 'mind the gap',
      ...(option.backend === undefined ? {} : { backend: option.backend }),
      by: 'me',
      at: world.now,
    },
  });
  return world;
}

const rolesOf = (world: World, id = '1'): string =>
  unitOf(world.state, taskId(id))
    .attempts.map(({ role }) => role)
    .join(' ');

/** Reviewers that cannot answer until the third one has failed. */
const threeFail: Script = {
  attempt: ({ role, n }) =>
    role === 'review' && n <= 3 ? noVerdict : undefined,
};

/** Reviewers of 1 that are not content before the review with this number. */
const badUntil = (from: number): Script => ({
  attempt: ({ task_id, role, n }) =>
    task_id === '1' && role === 'review' && n < from ? bad : undefined,
});

describe('work that nobody found fault with', () => {
  test('is checked and reviewed again after an answer, not done again', () => {
    const world = new World([unit('1')], {
      limits: { hasChecks: true },
      script: threeFail,
    }).run();
    expect(world.state.finished?.exit_code).toBe(2);
    answer(world, 'retry').run();
    expect(world.status('1')).toBe('completed');
    expect(rolesOf(world)).toBe('implement review review review review');
    const { checks, taken } = unitOf(world.state, taskId('1'));
    expect(checks.map(({ tree }) => tree)).toContain(taken?.evidence.tree);
  });

  test('is an integrate attempt where it does not go together with the tip any more', () => {
    const world = new World([unit('1')], {
      script: { ...threeFail, take: () => ['src/1.ts'] },
    }).run();
    answer(world, 'retry').run();
    expect(rolesOf(world)).toBe(
      'implement review review review integrate review',
    );
    expect(world.status('1')).toBe('completed');
  });

  test('is taken once more where the run dies over it', () => {
    const world = new World([unit('1')], { script: threeFail }).run();
    answer(world, 'retry').settle();
    expect(unitOf(world.state, taskId('1')).is_taking).toBe(true);
    world.crash();
    world.run();
    expect(rolesOf(world)).toBe('implement review review review review');
    expect(
      world.events.filter(({ type }) => type === 'work_taken'),
    ).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('needs no slot to come back', () => {
    const world = new World(
      ['1', '2', '3', '4', '5'].map((id) => unit(id)),
      {
        limits: { jobs: 1, waitsForAnswers: true },
        script: {
          attempt: (attempt, state) =>
            attempt.task_id === '1'
              ? threeFail.attempt?.(attempt, state)
              : undefined,
        },
      },
    );
    world.settle();
    while (world.status('1') !== 'blocked') {
      world.step();
      world.settle();
    }
    const running = () =>
      world.state.units.flatMap(({ attempts }) =>
        attempts.flatMap(({ status, attempt_id }) =>
          status === 'running' ? [attempt_id] : [],
        ),
      );
    const before = running();
    expect(before).toHaveLength(1);
    answer(world, 'retry').settle();
    world.step();
    world.settle();
    expect(world.status('1')).toBe('pending_review');
    expect(running()).toEqual(before);
  });
});

describe('three fixes, then a decision', () => {
  const stuck = (from: number): World => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })], {
      script: badUntil(from),
    }).run();
    expect(rolesOf(world)).toBe(
      'implement review fix review fix review fix review',
    );
    expect(world.state.finished?.exit_code).toBe(2);
    return world;
  };

  test('by hand is taken once more where the run dies over it', () => {
    const world = answer(stuck(5), 'fixed_by_hand');
    world.settle();
    expect(unitOf(world.state, taskId('1')).is_taking).toBe(true);
    world.crash();
    world.run();
    expect(
      world.events.filter(({ type }) => type === 'work_taken'),
    ).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('retry is one more fix, then the same question again', () => {
    const world = answer(stuck(9), 'retry').run();
    expect(rolesOf(world)).toMatch(/fix review fix review$/);
    expect(world.state.decisions).toHaveLength(2);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('by hand: the folder as it is goes through checks and review, without an agent', () => {
    const world = answer(stuck(5), 'fixed_by_hand').run();
    expect(rolesOf(world)).toBe(
      'implement review fix review fix review fix review review',
    );
    expect(world.events).toContainEqual(
      expect.objectContaining({ type: 'work_taken', by: 'hand' }),
    );
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('by hand, after an agent that said it could not: what it said counts no more', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'review'
            ? undefined
            : { report: { status: 'failed', summary: 'too hard' } },
      },
    }).run();
    expect(rolesOf(world)).toBe('implement fix fix fix');
    answer(world, 'fixed_by_hand').run();
    expect(rolesOf(world)).toBe('implement fix fix fix review');
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('by hand, and still wrong: one fix, then the question again', () => {
    const world = answer(stuck(9), 'fixed_by_hand').run();
    expect(rolesOf(world)).toMatch(/review review fix review$/);
    expect(world.state.decisions).toHaveLength(2);
  });

  test('by hand, with conflict markers left: an agent settles them', () => {
    const world = new World([unit('1')], {
      script: { ...badUntil(5), take: () => ['src/1.ts'] },
    }).run();
    answer(world, 'fixed_by_hand').run();
    expect(rolesOf(world)).toMatch(/review integrate review$/);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('accept takes it as it is, and its findings wait for later', () => {
    const world = answer(stuck(9), 'accept').run();
    expect(world.state.finished?.exit_code).toBe(0);
    expect(unitOf(world.state, taskId('1')).deferred).toHaveLength(1);
  });

  test('skip gives it up, and what needs it', () => {
    const world = answer(stuck(9), 'skip').run();
    expect([world.status('1'), world.status('2')]).toEqual([
      'canceled',
      'canceled',
    ]);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('reassign is a fix by that agent', () => {
    const world = answer(stuck(5), 'reassign').run();
    const { attempts, reassigned_to } = unitOf(world.state, taskId('1'));
    expect(attempts.findLast(({ role }) => role === 'fix')?.backend).toBe(
      reassigned_to,
    );
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('abort ends this start with 1', () => {
    expect(answer(stuck(9), 'abort').run().state.finished?.exit_code).toBe(1);
  });
});

describe('what needs a unit', () => {
  // 1 ◀ 2 ◀ 3      4 … 15 need nobody
  const others = Array.from({ length: 12 }, (_, place) => unit(`${place + 4}`));
  const plan = [
    unit('1'),
    unit('2', { needs: ['1'] }),
    unit('3', { needs: ['2'] }),
    ...others,
  ];

  test('is blocked while that is put right, and comes free by itself', () => {
    const world = new World(plan.slice(0, 3), { script: badUntil(3) });
    world.settle();
    while (
      world.status('1') !== 'fix_required' &&
      world.status('2') !== 'blocked'
    ) {
      world.step();
      world.settle();
    }
    const freers = world.state.units.map((each) =>
      each.status === 'blocked' ? each.freed_by : null,
    );
    expect(freers).toEqual([null, '1', '2']);
    world.run();
    expect(world.state.finished?.exit_code).toBe(0);
    const freed = world.events.flatMap((event) =>
      event.type === 'unit_status' && event.from === 'blocked'
        ? [`${event.task_id}: ${event.reason}`]
        : [],
    );
    expect(freed).toEqual(['2: 1 is completed', '3: 2 is completed']);
  });

  test('waits behind a question while twelve others finish, and the run ends with 2', () => {
    const world = new World(plan, { script: badUntil(9) }).run();
    const done = world.state.units.filter(
      ({ status }) => status === 'completed',
    );
    expect(done).toHaveLength(12);
    expect(world.state.finished?.exit_code).toBe(2);
    expect(world.state.units.slice(0, 3)).toMatchObject([
      { status: 'blocked', freed_by: 'D1' },
      { status: 'blocked', freed_by: '1' },
      { status: 'blocked', freed_by: '2' },
    ]);
    answer(world, 'accept').run();
    expect(world.state.finished).toMatchObject({ exit_code: 0, completed: 15 });
  });
});
