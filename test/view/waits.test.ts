import { describe, expect, test } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import type { Limits } from '../../src/engine/limits.ts';
import type { Unit } from '../../src/model/unit.ts';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { findWaits, waitReason } from '../../src/view/waits.ts';
import { limits } from '../helpers/world.ts';
import {
  RUN,
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  runningAttempt,
} from '../helpers/build-state.ts';

const reasonOf = (state: State, id: string): string => {
  const reason = waitReason(state, taskId(id));
  return reason === null ? 'none' : `${reason.type}: ${reason.text}`;
};

const running = (id: string, plan = {}) =>
  buildUnit(id, {
    status: 'in_progress',
    attempts: [runningAttempt(id, 'implement')],
    plan,
  });

describe('why a unit waits', () => {
  // 1* -> 2 -> 3
  test('names only the dependencies that are still open', () => {
    const state = buildState([
      completedUnit('1'),
      running('2'),
      buildUnit('3', { plan: { dependencies: ['1', '2'] } }),
    ]);
    expect(reasonOf(state, '3')).toBe('dependency: after 2');
    expect(reasonOf(state, '2')).toBe('none');
    expect(reasonOf(state, '1')).toBe('none');
  });

  test('a dependency that is no unit was done before', () => {
    const state = buildState([
      buildUnit('3', { plan: { dependencies: ['1'] } }),
    ]);
    expect(reasonOf(state, '3')).toBe('slot: waits for a free slot');
  });

  test.each(['in_progress', 'pending_review', 'final_review'] as const)(
    'a unit that is %s holds its files',
    (status) => {
      const state = buildState([
        buildUnit('1', { status, plan: { assignment: { writes: ['src/'] } } }),
        buildUnit('2', { plan: { assignment: { writes: ['src/a.ts'] } } }),
      ]);
      expect(reasonOf(state, '2')).toBe('files: 1 holds files it needs');
    },
  );

  test('a blocked unit holds no files', () => {
    const state = buildState(
      [
        blockedUnit('1', 'D1', { plan: { assignment: { writes: ['src/'] } } }),
        buildUnit('2', { plan: { assignment: { writes: ['src/a.ts'] } } }),
      ],
      { decisions: [buildDecision(1, '1')] },
    );
    expect(reasonOf(state, '2')).toBe('slot: waits for a free slot');
    expect(reasonOf(state, '1')).toBe(
      'decision: decision D1: three fixes did not help',
    );
  });

  test('work that comes back after an answer waits for who took its files meanwhile', () => {
    const state = buildState([
      buildUnit('1', {
        take: 'rebase',
        plan: { assignment: { writes: ['src/'] } },
      }),
      running('2', { assignment: { writes: ['src/a.ts'] } }),
    ]);
    expect(reasonOf(state, '1')).toBe('files: 2 holds files it needs');
  });

  test('a unit named like a decision is still a unit', () => {
    const state = buildState([running('D1'), blockedUnit('2', 'D1')]);
    expect(reasonOf(state, '2')).toBe('dependency: after D1');
  });

  // 1! -> 2! -> 3!
  test('what is blocked by others names the decision at the end of the chain', () => {
    const chain = [
      blockedUnit('2', '1', { reason: '1 is being put right' }),
      blockedUnit('3', '2', { reason: '2 is blocked: 1 is being put right' }),
    ];
    const asked = buildState([blockedUnit('1', 'D1'), ...chain], {
      decisions: [buildDecision(1, '1')],
    });
    expect(reasonOf(asked, '2')).toBe('dependency: after 1 (decision D1)');
    expect(reasonOf(asked, '3')).toBe('dependency: after 2 (decision D1)');
    const fixed = buildState([
      buildUnit('1', { status: 'in_progress', fix_attempts: 1 }),
      ...chain,
    ]);
    expect(reasonOf(fixed, '2')).toBe('dependency: after 1 (being fixed)');
    expect(reasonOf(fixed, '3')).toBe('dependency: after 2 (after 1)');
  });

  // 2 -> 3!, and 2 is free again
  test('what it was blocked by may have gone on since', () => {
    const state = buildState([
      running('2'),
      blockedUnit('3', '2', { reason: '2 is blocked: 1 is being put right' }),
    ]);
    expect(reasonOf(state, '3')).toBe('dependency: after 2');
  });

  test('a unit without a manifest waits for all, and all wait for it', () => {
    const none = { manifest: 'none' } as const;
    expect(
      reasonOf(buildState([running('1'), buildUnit('2', { plan: none })]), '2'),
    ).toBe('files: runs alone, after 1: its files are not known');
    expect(
      reasonOf(buildState([running('1', none), buildUnit('2')]), '2'),
    ).toBe('files: 1 runs alone');
  });

  // 1* (running), 2 alone, 3 free
  test('nobody passes a unit that has to run alone', () => {
    const state = buildState([
      running('1'),
      buildUnit('2', { plan: { manifest: 'none' } }),
      buildUnit('3'),
    ]);
    expect(reasonOf(state, '3')).toBe('files: after 2, which runs alone');
    const pausing = buildState([
      running('1'),
      buildUnit('2', { plan: { manifest: 'none' }, retry_at: at(900) }),
      buildUnit('3'),
    ]);
    expect(reasonOf(pausing, '3')).toMatch(/^slot/);
  });

  test('a review reads only, so it needs no manifest to run beside others', () => {
    const state = buildState([
      running('1'),
      buildUnit('2', {
        plan: { manifest: 'none', assignment: { type: 'review', writes: [] } },
      }),
    ]);
    expect(reasonOf(state, '2')).toMatch(/^slot/);
  });

  test('an inferred manifest runs alone in a shared folder only', () => {
    const units = [
      running('1'),
      buildUnit('2', { plan: { manifest: 'inferred' } }),
    ];
    expect(reasonOf(buildState(units), '2')).toMatch(/^slot/);
    const run = { ...RUN, isolation: 'shared' } as const;
    expect(reasonOf(buildState(units, { run }), '2')).toMatch(/^files/);
  });

  test('a pause is a reason until its time has come', () => {
    const state = buildState([buildUnit('1', { retry_at: at(900) })], {
      parked: { codex: at(1200) },
    });
    const id = taskId('1');
    expect(waitReason(state, id)).toEqual({
      type: 'retry',
      text: 'tries again at 2026-01-02 10:15 UTC',
      until: at(900),
    });
    expect(waitReason(state, id, { now: at(901) })).toMatchObject({
      type: 'backend',
      until: at(1200),
    });
    expect(waitReason(state, id, { now: at(1201) })).toMatchObject({
      type: 'slot',
    });
  });

  test('integration is one at a time', () => {
    const state = buildState(
      [
        buildUnit('1', { status: 'final_review' }),
        buildUnit('2', { status: 'final_review' }),
      ],
      { integrating: taskId('1') },
    );
    expect(reasonOf(state, '1')).toBe('none');
    expect(reasonOf(state, '2')).toBe('integration: after 1 is integrated');
  });

  test('nobody waits for a slot once the run has ended', () => {
    const state = buildState([buildUnit('1')], {
      finished: {
        type: 'run_finished',
        exit_code: 130,
        completed: 0,
        total: 1,
        landed: false,
        reason: 'interrupted',
      },
    });
    expect(reasonOf(state, '1')).toBe(
      'stopped: the next start goes on with it',
    );
  });

  test('checks are work, not a wait', () => {
    const state = buildState([
      buildUnit('1', { status: 'pending_review', is_checking: true }),
      buildUnit('2', { status: 'pending_review' }),
    ]);
    expect([...findWaits(state).keys()]).toEqual(['2']);
  });
});

describe('with the limits of the run', () => {
  const told = (
    state: State,
    id: string,
    overrides: Partial<Limits> = {},
  ): string => {
    const reason = waitReason(state, taskId(id), {
      limits: limits(overrides),
    });
    return reason === null ? 'none' : `${reason.type}: ${reason.text}`;
  };

  test('slots, caps and resources are told apart', () => {
    const state = buildState([running('1'), buildUnit('2')]);
    expect(told(state, '2', { jobs: 1 })).toBe('slot: the only slot is taken');
    expect(
      told(state, '2', { caps: { backends: { codex: 1 }, roles: {} } }),
    ).toBe('backend: only 1 agent of codex at once');
    expect(
      told(state, '2', { caps: { backends: {}, roles: { implement: 1 } } }),
    ).toBe('slot: only 1 agent at once for implement');
    expect(
      told(state, '2', {
        resources: { db: { slots: 1, units: ['1', '2'], writes: [] } },
      }),
    ).toBe('resource: db is taken: the agent of 1');
  });

  test('a used-up budget is named', () => {
    const usage = {
      input_tokens: 10,
      cached_input_tokens: 0,
      output_tokens: 1,
      cost_usd: null,
    };
    const state = buildState([
      completedUnit('1', {
        attempts: [endedAttempt('1', 'implement', { usage })],
      }),
      buildUnit('2'),
    ]);
    const budget = { ...limits().budget, max_tokens: 5 };
    expect(told(state, '2', { budget })).toBe(
      'budget: the budget of tokens is used up',
    );
  });

  test('in one folder writers wait for checks, and checks for writers', () => {
    const run = { ...RUN, isolation: 'shared' } as const;
    const due = buildUnit('1', {
      status: 'pending_review',
      attempts: [
        endedAttempt('1', 'implement', {
          evidence: buildEvidence(['src/1.ts']),
        }),
      ],
    });
    const hasChecks = { hasChecks: true } as const;
    expect(
      told(buildState([due, buildUnit('2')], { run }), '2', hasChecks),
    ).toBe('checks: after the checks of 1, in the same folder');
    expect(told(buildState([due, running('2')], { run }), '1', hasChecks)).toBe(
      'checks: its checks run when 2 no longer writes',
    );
  });

  test('a unit that wrote what another holds says whose it is', () => {
    const state = buildState([
      buildUnit('1', {
        status: 'in_progress',
        attempts: [
          endedAttempt('1', 'implement', {
            evidence: buildEvidence(['src/1.ts', 'src/2.ts']),
          }),
        ],
      }),
      running('2'),
    ]);
    expect(told(state, '1')).toBe('files: it wrote files that 2 holds');
  });

  test('names that differ in case only are one file where the disk says so', () => {
    const units = [
      running('1', { assignment: { writes: ['src/A.ts'] } }),
      buildUnit('2', { plan: { assignment: { writes: ['src/a.ts'] } } }),
    ];
    expect(told(buildState(units), '2', { jobs: 9 })).toMatch(/^slot/);
    const run = { ...RUN, folds_case: true };
    expect(told(buildState(units, { run }), '2')).toBe(
      'files: 1 holds files it needs',
    );
  });
});

describe('a thousand units', () => {
  /** Units in chains of ten, each sharing a file with its neighbours; every tenth has begun. */
  const many = (size: number): { units: Unit[]; reads: () => number } => {
    let reads = 0;
    const units = Array.from({ length: size }, (_, place) => {
      const plan = {
        dependencies: place % 10 > 4 ? [String(place - 1)] : [],
        assignment: {
          writes: [`src/${place}.ts`, `lib/${Math.floor(place / 3)}.ts`],
        },
      };
      const unit =
        place % 10 === 0
          ? running(String(place), plan)
          : buildUnit(String(place), { plan });
      const { status } = unit;
      Object.defineProperty(unit, 'status', {
        enumerable: true,
        get: () => {
          reads += 1;
          return status;
        },
      });
      return unit;
    });
    return { units, reads: () => reads };
  };

  test.each([
    ['findWaits', findWaits],
    [
      'decide',
      (state: State) =>
        decide({ state, limits: limits({ jobs: 5_000 }), now: at(700) }),
    ],
    [
      'decide with all slots taken',
      (state: State) =>
        decide({ state, limits: limits({ jobs: 1 }), now: at(700) }),
    ],
  ])('%s looks at each unit a few times, however many there are', (_, look) => {
    const count = (size: number): number => {
      const { units, reads } = many(size);
      const state = buildState(units);
      const before = reads();
      look(state);
      return reads() - before;
    };
    const [small, large] = [count(250), count(1_000)];
    expect(small).toBeGreaterThan(0);
    // Four times as many: four times the looks, with some more for sorting.
    expect(large / small).toBeLessThan(6);
    expect(large).toBeLessThan(1_000 * 60);
  });
});
