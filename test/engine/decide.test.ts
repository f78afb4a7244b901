import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import type { Verdict } from '../../src/model/finding.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { limits, unit, World } from '../helpers/world.ts';
import type { Answer } from '../helpers/world.ts';

const verdict = (attempt: Attempt, severity: Verdict['severity']): Answer => ({
  verdict: {
    task_id: attempt.task_id,
    severity,
    summary: `${severity} it is`,
    issues:
      severity === 'none'
        ? []
        : [{ severity, description: 'off by one', file: 'src/a.ts', line: 3 }],
  },
});

const failed = (type: 'auth' | 'crash' | 'network' | 'timeout'): Answer => ({
  outcome: { type: 'failed', failure: { type, message: `${type}!` } },
  evidence: null,
  report: null,
  verdict: null,
});

/** Nobody else writes. */
const onlyCodex = { ...limits().roles, code: ['codex'] };

/** `role backend` of each attempt of a unit, in order. */
const attempts = (world: World, id: string): string[] =>
  unitOf(world.state, taskId(id)).attempts.map(
    ({ role, backend }) => `${role} ${backend}`,
  );

const order = (world: World, to: string): string[] =>
  world.events.flatMap((event) =>
    event.type === 'unit_status' && event.to === to ? [event.task_id] : [],
  );

describe('the straight line', () => {
  test('a unit is implemented, reviewed by another vendor, integrated and landed', () => {
    const world = new World([unit('1')]).run();
    expect(order(world, 'completed')).toEqual(['1']);
    expect(attempts(world, '1')).toEqual(['implement codex', 'review gemini']);
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
  });

  test('the four units of a diamond all complete, the middle two side by side', () => {
    // 1 --> 2, 3 --> 4
    const world = new World([
      unit('1'),
      unit('2', { needs: ['1'] }),
      unit('3', { needs: ['1'] }),
      unit('4', { needs: ['2', '3'] }),
    ]).run();
    expect(world.state.finished?.exit_code).toBe(0);
    expect(order(world, 'in_progress')).toEqual(['1', '2', '3', '4']);
    const at = (id: string) =>
      world.events.find(
        (event) =>
          event.type === 'unit_status' &&
          event.to === 'in_progress' &&
          event.task_id === id,
      )?.at;
    expect(at('2')).toBe(at('3'));
  });

  test('a dependent starts only when its dependency is integrated', () => {
    const world = new World([unit('1'), unit('2', { needs: ['1'] })]).run();
    const place = (type: string, id: string) =>
      world.events.findIndex(
        (event) =>
          event.type === type && 'task_id' in event && event.task_id === id,
      );
    expect(place('attempt_started', '2')).toBeGreaterThan(
      place('integrated', '1'),
    );
  });

  test('the longest remaining path goes first', () => {
    // 1      2 --> 3 --> 4
    const world = new World(
      [
        unit('1'),
        unit('2'),
        unit('3', { needs: ['2'] }),
        unit('4', { needs: ['3'] }),
      ],
      { limits: { jobs: 1 } },
    ).run();
    expect(order(world, 'in_progress')[0]).toBe('2');
  });
});

describe('manifests', () => {
  test('units that write the same file never run at once; file order decides', () => {
    const world = new World([
      unit('1', { writes: ['src/shared.ts'] }),
      unit('2', { writes: ['src/shared.ts'] }),
      unit('3'),
    ]).run();
    expect(order(world, 'in_progress')).toEqual(['1', '3', '2']);
    const place = (type: string, id: string) =>
      world.events.findIndex(
        (event) =>
          event.type === type && 'task_id' in event && event.task_id === id,
      );
    expect(place('attempt_started', '2')).toBeGreaterThan(
      place('integrated', '1'),
    );
  });

  test('a unit that reads what another writes waits for it', () => {
    const world = new World([
      unit('1', { writes: ['src/a.ts'] }),
      unit('2', { reads: ['src/**'], writes: ['docs/b.md'] }),
    ]).run();
    expect(order(world, 'completed')).toEqual(['1', '2']);
    expect(order(world, 'in_progress')[0]).toBe('1');
  });

  test('a unit without any manifest runs alone, and is not passed for ever', () => {
    const units = ['1', '2', '3', '4'].map((id) =>
      id === '2' ? unit(id, { manifest: 'none', writes: [] }) : unit(id),
    );
    const world = new World(units, { limits: { jobs: 3 } }).run();
    expect(order(world, 'in_progress').slice(0, 2)).toEqual(['1', '2']);
    const started = world.events.findIndex(
      (event) => event.type === 'attempt_started' && event.task_id === '3',
    );
    const done = world.events.findIndex(
      (event) => event.type === 'integrated' && event.task_id === '2',
    );
    expect(started).toBeGreaterThan(done);
  });
});

describe('evidence', () => {
  test('a fix that an interrupted one had finished is looked at like any other', () => {
    const work = (tree: string): Answer => ({
      evidence: {
        ...{ ref: 'r', commit: 'c', base: 'b', notes: [] },
        tree,
        files_changed: ['src/1.ts'],
      },
    });
    const world = new World([unit('1')], {
      limits: { hasChecks: true },
      script: {
        checks: (_id, state) =>
          state.units[0]?.attempts.some(({ role }) => role === 'fix') === true,
        attempt: ({ role, n }) => {
          if (role === 'implement') return work('broken');
          if (role !== 'fix') return undefined;
          return n === 1
            ? { ...work('whole'), outcome: { type: 'interrupted' } }
            : work('whole');
        },
      },
    }).run();
    expect(world.status('1')).toBe('completed');
    const reasons = world.events.flatMap((event) =>
      event.type === 'unit_status' ? [event.reason] : [],
    );
    expect(reasons).not.toContain('the fix changed nothing');
  });

  // 1 (a person does it) -> 2 -> 3
  test('what is blocked by another unit says what that one waits for', () => {
    const world = new World([
      unit('1', { manual: true }),
      unit('2', { needs: ['1'] }),
      unit('3', { needs: ['2'] }),
    ]).run();
    const reasons = world.events.flatMap((event) =>
      event.type === 'unit_status' && event.to === 'blocked'
        ? [event.reason]
        : [],
    );
    expect(reasons).toContain('1 waits for D1');
    expect(reasons).toContain('2 waits for 1');
  });

  test('an agent that says completed and changed nothing is not believed', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'implement'
            ? {
                evidence: {
                  ref: 'r',
                  commit: 'c',
                  base: 'b',
                  tree: 't',
                  files_changed: [],
                  notes: [],
                },
              }
            : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toEqual([
      'implement codex',
      'implement codex',
    ]);
    expect(world.status('1')).toBe('blocked');
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('no change with a reason goes to review as such', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'implement'
            ? {
                report: {
                  status: 'completed',
                  summary: 'nothing to do',
                  no_changes_needed: true,
                  reason: 'it is there already',
                },
                evidence: {
                  ref: 'r',
                  commit: 'c',
                  base: 'b',
                  tree: 't',
                  files_changed: [],
                  notes: [],
                },
              }
            : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toEqual(['implement codex', 'review gemini']);
    expect(world.status('1')).toBe('completed');
  });

  test('a failed check goes to a fix without spending a review', () => {
    const world = new World([unit('1')], {
      limits: { hasChecks: true },
      script: {
        checks: (_id, state) => unitOf(state, taskId('1')).fix_attempts > 0,
      },
    }).run();
    expect(attempts(world, '1')).toEqual([
      'implement codex',
      'fix codex',
      'review gemini',
    ]);
    expect(world.status('1')).toBe('completed');
  });

  test('a subtask that the agent reports as failed goes to a fix', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'implement'
            ? {
                report: {
                  status: 'failed',
                  summary: 'half of it',
                  subtasks: [
                    { task_id: '1.2', status: 'failed', error: 'why' },
                  ],
                },
              }
            : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toContain('fix codex');
    expect(world.status('1')).toBe('completed');
  });
});

describe('review', () => {
  test('major findings go to a fix and are reviewed again', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: (attempt) =>
          attempt.role === 'review' && attempt.n === 1
            ? verdict(attempt, 'major')
            : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toEqual([
      'implement codex',
      'review gemini',
      'fix codex',
      'review gemini',
    ]);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('minor findings are kept for later and do not hold the unit', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: (attempt) =>
          attempt.role === 'review' ? verdict(attempt, 'minor') : undefined,
      },
    }).run();
    expect(world.status('1')).toBe('completed');
    expect(unitOf(world.state, taskId('1')).deferred).toHaveLength(1);
  });

  test('a complex unit is reviewed twice, and the worse verdict counts', () => {
    const world = new World(
      [unit('1', { assignment: { criticality: 'complex' } })],
      {
        script: {
          attempt: (attempt) =>
            attempt.role === 'review' && attempt.n === 2
              ? verdict(attempt, 'critical')
              : undefined,
        },
      },
    ).run();
    expect(attempts(world, '1').slice(0, 4)).toEqual([
      'implement codex',
      'review gemini',
      'review claude',
      'fix codex',
    ]);
  });

  test('a reviewer that cannot answer is neither an approval nor a fix', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'review' ? failed('crash') : undefined,
      },
    }).run();
    expect(world.status('1')).toBe('blocked');
    expect(unitOf(world.state, taskId('1')).fix_attempts).toBe(0);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('three fixes that settle nothing end in a decision, the third by another agent', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: (attempt) =>
          attempt.role === 'review' ? verdict(attempt, 'major') : undefined,
      },
    }).run();
    expect(
      attempts(world, '1').filter((attempt) => attempt.startsWith('fix')),
    ).toEqual(['fix codex', 'fix codex', 'fix claude']);
    expect(world.status('1')).toBe('blocked');
    expect(world.state.decisions).toHaveLength(1);
  });

  test('a fix that leaves the same tree is not reviewed again', () => {
    const same = {
      ref: 'r',
      commit: 'c',
      base: 'b',
      tree: 'same',
      files_changed: ['src/1.ts'],
      notes: [],
    };
    const world = new World([unit('1')], {
      script: {
        attempt: (attempt) =>
          attempt.role === 'review'
            ? verdict(attempt, 'major')
            : { evidence: same },
      },
    }).run();
    expect(
      attempts(world, '1').filter((attempt) => attempt.startsWith('review')),
    ).toHaveLength(1);
    expect(world.status('1')).toBe('blocked');
  });
});

describe('failures of the machinery', () => {
  test('a crash is tried again and costs no fix', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role, n }) =>
          role === 'implement' && n === 1 ? failed('crash') : undefined,
      },
    }).run();
    expect(world.status('1')).toBe('completed');
    expect(unitOf(world.state, taskId('1')).fix_attempts).toBe(0);
  });

  test('a missing login is a decision at once, and the others go on', () => {
    const world = new World([unit('1'), unit('2'), unit('3')], {
      limits: { roles: onlyCodex },
      script: {
        attempt: ({ task_id, role }) =>
          task_id === '1' && role === 'implement' ? failed('auth') : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toEqual(['implement codex']);
    expect(order(world, 'completed')).toEqual(['2', '3']);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('a timeout is tried once more, then a person is asked', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role }) =>
          role === 'implement' ? failed('timeout') : undefined,
      },
    }).run();
    expect(attempts(world, '1')).toHaveLength(2);
    expect(world.status('1')).toBe('blocked');
  });

  test('a rate limit parks the backend until the time it named', () => {
    const reset_at = '2026-01-01T03:00:00.000Z';
    const world = new World([unit('1'), unit('2')], {
      limits: { jobs: 1 },
      script: {
        attempt: ({ task_id, role, n }) =>
          task_id === '1' && role === 'implement' && n === 1
            ? {
                outcome: {
                  type: 'failed',
                  failure: { type: 'rate_limit', message: '429', reset_at },
                },
              }
            : undefined,
      },
    }).run();
    const starts = world.events.filter(
      (event) => event.type === 'attempt_started' && event.backend === 'codex',
    );
    expect(starts.slice(1).every(({ at }) => at >= reset_at)).toBe(true);
    expect(world.state.finished?.exit_code).toBe(0);
  });
});

describe('integration', () => {
  test('a conflict goes back to the author, is checked and reviewed again', () => {
    let tries = 0;
    const world = new World([unit('1')], {
      script: {
        integrate: () => {
          tries += 1;
          return tries === 1 ? ['src/1.ts'] : [];
        },
      },
    }).run();
    expect(attempts(world, '1')).toEqual([
      'implement codex',
      'review gemini',
      'integrate codex',
      'review gemini',
    ]);
    expect(world.status('1')).toBe('completed');
  });
});

describe('decisions', () => {
  const stuck = () =>
    new World([unit('1'), unit('2', { needs: ['1'] }), unit('3')], {
      limits: { roles: onlyCodex },
      script: {
        attempt: ({ task_id, role, n }) =>
          task_id === '1' && role === 'implement' && n === 1
            ? failed('auth')
            : undefined,
      },
    }).run();

  const answer = (
    world: World,
    action: 'retry' | 'skip' | 'abort' | 'accept',
  ): World => {
    world.append({
      type: 'run_started',
      resumed: true,
      ...(world.state.run ?? expect.fail('not started')),
    });
    const decision = world.state.decisions[0];
    if (decision === undefined) throw new Error('no decision');
    world.append({
      type: 'decision_answered',
      task_id: decision.task_id,
      decision_id: decision.id,
      answer: {
        option: 1,
        action,
        note: null,
        by: 'me',
        at: world.now,
      },
    });
    return world.run();
  };

  test('retry starts the unit again, and what needs it follows', () => {
    const world = answer(stuck(), 'retry');
    expect(order(world, 'completed').toSorted()).toEqual(['1', '2', '3']);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('after an answer failures are counted anew', () => {
    const world = new World([unit('1')], {
      limits: { roles: onlyCodex },
      script: {
        attempt: ({ role, n }) => {
          if (role !== 'implement') return undefined;
          if (n === 1) return failed('auth');
          return n < 4 ? failed('crash') : undefined;
        },
      },
    }).run();
    answer(world, 'retry');
    expect(world.status('1')).toBe('completed');
    expect(attempts(world, '1').slice(0, 4)).toEqual(
      Array.from({ length: 4 }, () => 'implement codex'),
    );
  });

  test('skip gives up the unit and what needs it, and nothing else', () => {
    const world = answer(stuck(), 'skip');
    expect(world.status('1')).toBe('canceled');
    expect(world.status('2')).toBe('canceled');
    expect(world.status('3')).toBe('completed');
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('abort halts the run', () => {
    expect(answer(stuck(), 'abort').state.finished?.exit_code).toBe(1);
  });

  test('a manual task is a decision, and its dependents wait for a person', () => {
    const world = new World([
      unit('1', { manual: true }),
      unit('2', { needs: ['1'] }),
    ]).run();
    expect(world.state.finished?.exit_code).toBe(2);
    expect(world.state.units[1]).toMatchObject({
      status: 'blocked',
      freed_by: '1',
    });
    const accepted = answer(world, 'accept');
    expect(accepted.state.finished?.exit_code).toBe(0);
    expect(attempts(accepted, '1')).toEqual([]);
  });
});

describe('checkpoints', () => {
  const units = [unit('1'), unit('2', { needs: ['1'], checkpoint: true })];

  test('green checks on the integrated tree complete one without an agent', () => {
    const world = new World(units, { limits: { hasChecks: true } }).run();
    expect(attempts(world, '2')).toEqual([]);
    expect(world.status('2')).toBe('completed');
  });

  test('red checks bring an agent', () => {
    const world = new World(units, {
      limits: { hasChecks: true },
      script: {
        checks: (id, state) =>
          id !== '2' || unitOf(state, taskId('2')).attempts.length > 0,
      },
    }).run();
    expect(attempts(world, '2')).toEqual(['implement codex', 'review gemini']);
    expect(world.status('2')).toBe('completed');
  });

  test('without checks an agent looks', () => {
    const world = new World(units).run();
    expect(attempts(world, '2')[0]).toBe('implement codex');
  });
});

describe('resume', () => {
  test('a crash at any event ends in the same result', () => {
    // 1 --> 2, 3 --> 4
    const plan = [
      unit('1'),
      unit('2', { needs: ['1'] }),
      unit('3', { needs: ['1'] }),
      unit('4', { needs: ['2', '3'] }),
    ];
    const script = {
      attempt: (attempt: Attempt) =>
        attempt.role === 'review' && attempt.task_id === '2' && attempt.n === 1
          ? verdict(attempt, 'major')
          : undefined,
    };
    const calm = new World(plan, { limits: { hasChecks: true }, script }).run();
    const done = order(calm, 'completed').toSorted();
    for (let steps = 0; steps < 40; steps += 1) {
      const world = new World(plan, { limits: { hasChecks: true }, script });
      for (let step = 0; step < steps; step += 1) {
        world.settle();
        if (!world.step()) break;
      }
      world.crash();
      world.run();
      expect(order(world, 'completed').toSorted()).toEqual(done);
      expect(world.state.finished?.exit_code).toBe(0);
    }
  });

  test('draining starts nothing new and lets what runs end', () => {
    const world = new World([unit('1'), unit('2'), unit('3')], {
      limits: { jobs: 1 },
    });
    world.settle();
    world.limits = { ...world.limits, isDraining: true };
    world.run();
    expect(order(world, 'in_progress')).toEqual(['1']);
    expect(world.state.finished).toBeNull();
  });
});

describe('reviewers that are installed but not logged in', () => {
  test('are found out once and not asked again', () => {
    const complex = { assignment: { criticality: 'complex' as const } };
    const world = new World([unit('1', complex), unit('2', complex)], {
      limits: { jobs: 1 },
      script: {
        attempt: ({ backend }) =>
          backend === 'claude' ? failed('auth') : undefined,
      },
    }).run();
    expect(world.state.finished?.exit_code).toBe(0);
    const asked = world.state.units.flatMap(({ attempts: all }) =>
      all.filter(({ backend }) => backend === 'claude'),
    );
    expect(asked).toHaveLength(1);
  });
});
