import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../src/model/attempt.ts';
import type { VerdictIssue } from '../../src/model/finding.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import type { Unit } from '../../src/model/unit.ts';
import { unit, World } from '../helpers/world.ts';
import type { Answer, Script } from '../helpers/world.ts';

const issue = (parts: Partial<VerdictIssue> = {}): VerdictIssue => ({
  severity: 'major',
  description: 'parse throws on an empty string instead of returning null',
  file: 'src/1.ts',
  line: 12,
  ...parts,
});

const saying = (
  { task_id }: Attempt,
  issues: readonly VerdictIssue[],
  unchanged_issues?: readonly number[],
): Answer => ({
  verdict: {
    task_id,
    severity: issues[0]?.severity ?? 'none',
    summary: 'seen',
    issues,
  },
  ...(unchanged_issues === undefined ? {} : { unchanged_issues }),
});

/** Reviewers that say the lists one after the other, and nothing after the last. */
const reviewing = (
  ...rounds: readonly (readonly [
    issues: VerdictIssue[],
    unchanged?: number[],
  ])[]
): Script => ({
  attempt: (attempt) => {
    if (attempt.role !== 'review') return undefined;
    const [issues = [], unchanged] = rounds[attempt.n - 1] ?? [];
    return saying(attempt, issues, unchanged);
  },
});

const first = (world: World): Unit => unitOf(world.state, taskId('1'));
const roles = (world: World): string =>
  first(world)
    .attempts.map(({ role }) => role)
    .join(' ');

describe('a round of reviews', () => {
  test('two reviewers who disagree: the worse verdict counts, both are named', () => {
    const world = new World(
      [unit('1', { assignment: { criticality: 'complex' } })],
      {
        script: {
          attempt: (attempt) =>
            attempt.role === 'review'
              ? saying(attempt, attempt.n === 1 ? [issue()] : [])
              : undefined,
        },
      },
    ).run();
    const [report] = first(world).reports;
    expect(report).toMatchObject({ severity: 'major', findings: [{}] });
    expect(report?.reviewers).toHaveLength(2);
    expect(roles(world)).toBe('implement review review fix review review');
    expect(world.status('1')).toBe('completed');
  });

  test('one matter in two wordings is one finding: the worst severity, both reviewers, both texts', () => {
    const world = new World(
      [unit('1', { assignment: { criticality: 'security-sensitive' } })],
      {
        script: {
          attempt: (attempt) =>
            attempt.role === 'review' && attempt.n <= 2
              ? saying(attempt, [
                  attempt.n === 1
                    ? issue()
                    : issue({
                        severity: 'critical',
                        description:
                          'An empty string makes parse throw; null was asked for',
                        line: 14,
                      }),
                ])
              : undefined,
        },
      },
    ).run();
    const [report] = first(world).reports;
    expect(report?.findings).toMatchObject([
      { severity: 'critical', said_by: ['1/review-1', '1/review-2'] },
    ]);
    expect(report?.findings[0]?.description).toContain(
      'In other words: An empty',
    );
  });

  test('a finding in other words each round keeps its first name, and the loop ends', () => {
    const wordings = [
      'parse throws on an empty string instead of returning null',
      'For an empty string parse throws where null should be returned',
      'Empty string: parse() is throwing, expected null as the return value',
      'parse still throws an exception when the string is empty',
      'The empty string is not handled: parse throws, null is never returned',
    ];
    const world = new World([unit('1')], {
      script: reviewing(
        ...wordings.map((description, place) => {
          const round: [VerdictIssue[]] = [
            [issue({ description, line: 10 + place })],
          ];
          return round;
        }),
      ),
    }).run();
    const names = first(world).reports.flatMap(({ findings }) =>
      findings.map(({ fingerprint }) => fingerprint),
    );
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(1);
    expect(first(world).fix_attempts).toBe(3);
    expect(world.status('1')).toBe('blocked');
  });

  test('a reviewer may name the finding that is still open', () => {
    const world = new World([unit('1')], { script: reviewing([[issue()]]) });
    world.settle();
    while (first(world).reports.length === 0) {
      world.step();
      world.settle();
    }
    const name = first(world).open_findings[0]?.fingerprint ?? '';
    const named = new World([unit('1')], {
      script: reviewing(
        [[issue()]],
        [
          [
            issue({
              description: `[${name}] Nothing happened`,
              file: null,
              line: null,
            }),
          ],
        ],
      ),
    }).run();
    expect(first(named).reports[1]?.findings).toMatchObject([
      { fingerprint: name, description: 'Nothing happened' },
    ]);
  });
});

describe('the goal posts', () => {
  const late = issue({ description: 'The cache is never emptied', line: 90 });

  test('a new finding on lines that had passed before waits for later, and the report says so', () => {
    const world = new World([unit('1')], {
      script: reviewing([[issue()]], [[late], [0]]),
    }).run();
    expect(world.status('1')).toBe('completed');
    expect(first(world).fix_attempts).toBe(1);
    const report = first(world).reports[1];
    expect(report?.severity).toBe('none');
    expect(report?.summary).toContain(
      '1 finding is new, on lines that did not change',
    );
    expect(first(world).deferred).toMatchObject([
      {
        description: 'The cache is never emptied',
        deferred: expect.stringContaining('round 2') as string,
      },
    ]);
  });

  test('moved again and again they cost no fix', () => {
    const next = (line: number): [VerdictIssue[], number[]] => [
      [
        issue({
          description: `Something else at place ${'x'.repeat(line)}`,
          line,
        }),
      ],
      [0],
    ];
    const world = new World([unit('1')], {
      script: reviewing([[issue()]], next(30), next(60)),
    }).run();
    expect(roles(world)).toBe('implement review fix review');
  });

  test.each([
    ['a critical one', [{ ...late, severity: 'critical' as const }], [0]],
    ['one about what changed', [late], []],
    ['one that was open before', [issue({ line: 13 })], [0]],
  ])('%s is answered by a fix all the same', (_, issues, unchanged) => {
    const world = new World([unit('1')], {
      script: reviewing([[issue()]], [issues, unchanged]),
    }).run();
    expect(roles(world)).toBe('implement review fix review fix review');
    expect(world.status('1')).toBe('completed');
  });
});

test('whatever reviewers say, the loop ends in as many fixes as there may be', () => {
  const anyIssue = fc.record({
    severity: fc.constantFrom('critical', 'major', 'minor', 'none'),
    description: fc.string({ maxLength: 12 }),
    file: fc.option(fc.constantFrom('src/1.ts', 'src/2.ts')),
    line: fc.option(fc.integer({ min: 1, max: 50 })),
  });
  const anyRound = fc.record({
    issues: fc.array(anyIssue, { maxLength: 3 }),
    unchanged: fc.array(fc.integer({ min: 0, max: 2 })),
    breaks: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(anyRound, { maxLength: 12 }),
      fc.constantFrom('standard', 'complex'),
      (rounds, criticality) => {
        const world = new World([unit('1', { assignment: { criticality } })], {
          script: {
            attempt: (attempt) => {
              const round = rounds[attempt.n - 1];
              if (attempt.role !== 'review' || round === undefined) {
                return undefined;
              }
              return round.breaks
                ? {
                    outcome: {
                      type: 'failed',
                      failure: { type: 'review_error', message: 'nonsense' },
                    },
                    verdict: null,
                  }
                : saying(attempt, round.issues, round.unchanged);
            },
          },
        }).run();
        const { fix_attempts, max_fix_attempts, attempts } = first(world);
        expect(fix_attempts).toBeLessThanOrEqual(max_fix_attempts);
        expect(attempts.filter(({ role }) => role === 'fix')).toHaveLength(
          fix_attempts,
        );
        expect(['completed', 'blocked']).toContain(world.status('1'));
      },
    ),
    { numRuns: 200 },
  );
});

describe('fixes', () => {
  test('answer a subtask that was skipped and is not optional', () => {
    const subtask = (id: string, is_optional: boolean) => ({
      task_id: taskId(id),
      line: 1,
      description: id,
      details: [],
      requirements: [],
      is_optional,
      is_done: false,
    });
    const rolesWith = (is_optional: boolean): string => {
      const world = new World(
        [unit('1', { subtasks: [subtask('1.1', is_optional)] })],
        {
          script: {
            attempt: ({ role }) =>
              role === 'review'
                ? undefined
                : {
                    report: {
                      status: 'completed',
                      summary: 'done',
                      subtasks: [{ task_id: '1.1', status: 'skipped' }],
                    },
                  },
          },
        },
      );
      return roles(world.run());
    };
    expect(rolesWith(true)).toBe('implement review');
    expect(rolesWith(false)).toBe('implement fix review');
  });

  test('one that breaks another check goes to a fix again, with that check alone', () => {
    const world = new World([unit('1')], {
      limits: { hasChecks: true },
      script: {
        ...reviewing([[issue()]]),
        checks: (_, state) =>
          unitOf(state, taskId('1')).attempts.filter(
            ({ role }) => role === 'fix',
          ).length !== 1,
      },
    }).run();
    expect(roles(world)).toBe('implement review fix fix review');
    const opened = world.events.flatMap((event) =>
      event.type === 'findings_opened' ? [event.findings] : [],
    );
    expect(opened).toMatchObject([[{ source: 'check' }]]);
    expect(world.status('1')).toBe('completed');
  });

  test('a subtask that failed begins a fix at once, and the finished ones stay done', () => {
    const subtask = (id: string) => ({
      task_id: taskId(id),
      line: 1,
      description: id,
      details: [],
      requirements: [],
      is_optional: false,
      is_done: false,
    });
    const world = new World(
      [unit('1', { subtasks: ['1.1', '1.2', '1.3', '1.4'].map(subtask) })],
      {
        script: {
          attempt: ({ role }) =>
            role === 'implement'
              ? {
                  report: {
                    status: 'failed',
                    summary: 'stuck',
                    subtasks: [
                      { task_id: '1.1', status: 'completed' },
                      { task_id: '1.2', status: 'failed', error: 'no idea' },
                    ],
                  },
                }
              : undefined,
        },
      },
    );
    world.settle();
    while (!roles(world).includes('fix')) {
      world.step();
      world.settle();
    }
    expect(first(world).subtask_results).toEqual({
      '1.1': 'completed',
      '1.2': 'blocked',
    });
    world.run();
    expect(roles(world)).toBe('implement fix review');
    expect(first(world).fix_attempts).toBe(1);
    expect(first(world).subtask_results['1.2']).toBe('completed');
  });
});
