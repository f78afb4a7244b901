import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failuresMarkdown } from '../../scripts/failure-table.ts';
import { nextTry } from '../../src/engine/backends/failures.ts';
import { msBetween, plusMs } from '../../src/lib/iso-time.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { Failure, FailureType } from '../../src/model/failure.ts';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { limits, unit, World } from '../helpers/world.ts';
import type { Answer } from '../helpers/world.ts';

const HOUR_MS = 3_600_000;
const START = '2026-01-01T00:00:00.000Z';
const LATER = plusMs(START, 3 * HOUR_MS);

const failed = (type: FailureType, rest: Partial<Failure> = {}): Answer => ({
  outcome: { type: 'failed', failure: { type, message: `${type}!`, ...rest } },
  evidence: null,
  report: null,
  verdict: null,
});

const unchanged: Answer = {
  evidence: {
    ref: 'r',
    commit: 'c',
    base: 'b',
    tree: 't',
    files_changed: [],
    notes: [],
  },
};

/** A world in which the writing agents answer by the script, and reviewers well. */
const writing = (
  answer: (attempt: Attempt) => Answer | undefined,
  options: { readonly code?: readonly string[]; readonly units?: number } = {},
): World => {
  const { code = ['codex', 'claude'], units = 1 } = options;
  return new World(
    Array.from({ length: units }, (_, place) => unit(String(place + 1))),
    {
      limits: { roles: { ...limits().roles, code } },
      script: {
        attempt: (attempt) =>
          attempt.role === 'review' ? undefined : answer(attempt),
      },
    },
  );
};

/** Who wrote, in order: `codex codex claude`. */
const writers = (world: World, id = '1'): string =>
  unitOf(world.state, taskId(id))
    .attempts.filter(({ role }) => role !== 'review')
    .map(({ backend }) => backend)
    .join(' ');

const only = (world: World): Decision => {
  const [decision, ...others] = world.state.decisions;
  expect(others).toEqual([]);
  return decision ?? expect.fail('no decision was opened');
};

const answered = (world: World, action: 'retry' | 'skip' | 'abort'): World => {
  const decision = world.state.decisions.at(-1) ?? expect.fail('no decision');
  world.append({
    type: 'decision_answered',
    task_id: decision.task_id,
    decision_id: decision.id,
    answer: { option: 1, action, note: null, by: 'me', at: world.now },
  });
  return world;
};

const restarted = (world: World): World => {
  const { run } = world.state;
  world.append({
    type: 'run_started',
    resumed: true,
    ...(run ?? expect.fail('not started')),
  });
  return world;
};

const answerIt = (world: World, action: 'retry' | 'skip' | 'abort'): World =>
  answered(restarted(world), action).run();

describe('a class of failure that never stops', () => {
  test.each<[FailureType, string]>([
    ['auth', 'codex claude'],
    ['missing_binary', 'codex claude'],
    ['usage_cap', 'codex claude'],
    ['network', 'codex codex codex codex codex codex claude'],
    ['crash', 'codex codex codex claude'],
    ['bad_output', 'codex codex codex claude'],
    ['idle', 'codex codex claude'],
    ['timeout', 'codex codex'],
    ['canceled', 'codex codex codex codex'],
  ])('%s is tried by %s and ends in a decision', (type, tried) => {
    const world = writing(() => failed(type)).run();
    expect(writers(world)).toBe(tried);
    expect(world.status('1')).toBe('blocked');
    expect(only(world).context).toContain(`${type}!`);
    expect(unitOf(world.state, taskId('1')).fix_attempts).toBe(0);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('work that changes nothing is tried once more, by its author', () => {
    const world = writing(() => unchanged).run();
    expect(writers(world)).toBe('codex codex');
    expect(only(world).context).toContain('changed nothing and gave no reason');
  });

  test('the words of an agent that is stuck are put to the person', () => {
    const reason = 'Which API: v1 or v2?';
    const stuck = { status: 'blocked', summary: 'Stuck.', reason } as const;
    const world = writing(() => ({ ...unchanged, report: stuck })).run();
    expect(only(world).context).toContain(`changed nothing: ${reason}`);
  });

  test('a rate limit that never ends is a decision, too', () => {
    const world = writing(() => failed('rate_limit'), { code: ['codex'] });
    world.run();
    expect(writers(world).split(' ')).toHaveLength(9);
    expect(world.status('1')).toBe('blocked');
  });

  test('a host that sleeps often costs nothing', () => {
    const world = writing(({ n }) =>
      n <= 10 ? failed('host_suspended') : undefined,
    ).run();
    expect(world.state.finished?.exit_code).toBe(0);
    expect(new Set(writers(world).split(' '))).toEqual(new Set(['codex']));
  });
});

describe('a backend that cannot go on', () => {
  const auth = ({ backend }: Attempt): Answer | undefined =>
    backend === 'codex'
      ? failed('auth', { message: '401 (to log in: codex login)' })
      : undefined;

  test('hands over at once, and is not asked again in this start', () => {
    const world = writing(auth, { units: 4 });
    world.limits = { ...world.limits, jobs: 1 };
    world.run();
    expect(world.state.finished?.exit_code).toBe(0);
    expect(['1', '2', '3', '4'].map((id) => writers(world, id))).toEqual([
      'codex claude',
      'claude',
      'claude',
      'claude',
    ]);
  });

  test('closes its models with it, and opens again at the next start', () => {
    const world = writing(auth, { code: ['codex', 'codex:mini', 'claude'] });
    world.run();
    expect(writers(world)).toBe('codex claude');
    expect(world.state.closed).toHaveProperty('codex');
    expect(restarted(world).state.closed).toEqual({});
  });

  test('is one question for all units that need it, which names the login', () => {
    const world = writing(auth, { code: ['codex'], units: 5 }).run();
    const question = only(world);
    expect(question.context).toContain('to log in: codex login');
    expect(world.state.finished?.exit_code).toBe(2);
    const tried = world.state.units.flatMap(({ attempts }) => attempts);
    expect(tried).toHaveLength(world.limits.jobs);
  });

  test('is asked again when a person says so, by everybody who waits', () => {
    let isLoggedIn = false;
    const world = writing(
      (attempt) => (isLoggedIn ? undefined : auth(attempt)),
      { code: ['codex'], units: 3 },
    ).run();
    isLoggedIn = true;
    answerIt(world, 'retry');
    expect(world.state.decisions).toHaveLength(1);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('is a new question for the next unit when the first one was given up', () => {
    const world = writing(auth, { code: ['codex'], units: 2 });
    world.limits = { ...world.limits, waitsForAnswers: true };
    answered(world.run(), 'skip').run();
    expect(world.state.decisions).toHaveLength(2);
    expect(world.status('1')).toBe('canceled');
    expect(writers(world, '2')).toBe('codex');
    answered(world, 'retry').run();
    expect(writers(world, '2')).toBe('codex codex');
  });
});

describe('a backend that asks for a pause', () => {
  const limited = ({ backend, n }: Attempt): Answer | undefined =>
    backend === 'codex' && n === 1
      ? failed('rate_limit', { reset_at: LATER })
      : undefined;

  test('is passed by whoever is next in the role, at once', () => {
    const world = writing(limited).run();
    expect(writers(world)).toBe('codex claude');
    expect(world.now < LATER).toBe(true);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('is waited for where nobody else is there, with all its models', () => {
    const world = writing(limited, { code: ['codex', 'codex:mini'] }).run();
    expect(writers(world)).toBe('codex codex');
    expect(world.now >= LATER).toBe(true);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('keeps nobody up who does not need it', () => {
    const world = new World([unit('1')], {
      script: {
        attempt: ({ role, backend }) => {
          if (role === 'review') return undefined;
          return backend === 'codex'
            ? failed('rate_limit', { reset_at: LATER })
            : failed('timeout');
        },
      },
    }).run();
    expect(world.status('1')).toBe('blocked');
    expect(world.now < LATER).toBe(true);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('keeps nobody up whose turn has not come', () => {
    // 1 (a person's) --> 2 (codex only)      3 (codex, then claude)
    const world = new World(
      [
        unit('1', { manual: true }),
        unit('2', { needs: ['1'], assignment: { owner_agent: 'gemini' } }),
        unit('3'),
      ],
      {
        limits: { roles: { ...limits().roles, ui: ['codex'] } },
        script: {
          attempt: (attempt) =>
            attempt.role === 'review' ? undefined : limited(attempt),
        },
      },
    ).run();
    expect(world.status('3')).toBe('completed');
    expect(world.now < LATER).toBe(true);
    expect(world.state.finished?.exit_code).toBe(2);
  });

  test('pauses once for all that ran into it together', () => {
    const world = writing(
      ({ n }) => (n === 1 ? failed('rate_limit') : undefined),
      { code: ['codex'], units: 8 },
    );
    world.limits = { ...world.limits, jobs: 8 };
    world.settle();
    for (let ended = 0; ended < 8; ended += 1) world.step();
    expect(world.state.parked['codex']).toBeDefined();
    const until = world.state.parked['codex'] ?? '';
    expect(msBetween(world.now, until)).toBeLessThanOrEqual(60_000);
  });

  test('bears half as many agents after that, and one more with each success', () => {
    const world = writing(
      ({ n, started_at }) =>
        n === 1 && started_at === START
          ? failed('rate_limit', { reset_at: plusMs(START, 90_000) })
          : undefined,
      { code: ['codex'], units: 12 },
    );
    world.limits = { ...world.limits, jobs: 8 };
    world.settle();
    const running = (): number =>
      world.state.units
        .flatMap(({ attempts }) => attempts)
        .filter(
          ({ status, backend }) => status === 'running' && backend === 'codex',
        ).length;
    expect(running()).toBe(8);
    for (let ended = 0; ended < 8; ended += 1) world.step();
    world.settle();
    expect(running()).toBe(0);
    world.step();
    world.settle();
    expect(running()).toBe(4);
    world.run();
    expect(world.state.widths['codex']?.agents).toBeGreaterThanOrEqual(8);
    expect(world.state.finished?.exit_code).toBe(0);
  });
});

describe('tries', () => {
  test('are counted anew after an answer', () => {
    const world = writing(({ n }) =>
      n === 4 ? undefined : failed('timeout'),
    ).run();
    expect(writers(world)).toBe('codex codex');
    answerIt(world, 'retry');
    expect(writers(world)).toBe('codex codex codex codex');
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('of one who had them all make nobody else wait', () => {
    const world = writing(({ backend }) =>
      backend === 'codex' ? failed('network') : undefined,
    ).run();
    const [last, next] = unitOf(world.state, taskId('1')).attempts.slice(5);
    expect(next?.backend).toBe('claude');
    expect(last?.status === 'ended' && last.ended_at).toBe(next?.started_at);
  });

  test('of reviewers are three', () => {
    const reviewed = (crashes: number): World =>
      new World([unit('1')], {
        script: {
          attempt: ({ role, n }) =>
            role === 'review' && n <= crashes ? failed('crash') : undefined,
        },
      }).run();
    expect(reviewed(2).state.finished?.exit_code).toBe(0);
    expect(reviewed(3).state.finished?.exit_code).toBe(2);
  });
});

describe('the pause before another try', () => {
  const at = (failures: number, attempt_id = '1/implement-1'): number =>
    msBetween(
      START,
      nextTry(
        { type: 'network', message: '' },
        { failures, now: START, attempt_id },
      ),
    );

  test('doubles up to a quarter of an hour', () => {
    expect(at(2)).toBe(2 * at(1));
    expect(at(30)).toBeLessThanOrEqual(15 * 60_000);
    expect(at(30)).toBeGreaterThan(7 * 60_000);
  });

  test('is another one for another attempt, and the same in a replay', () => {
    const ids = Array.from({ length: 40 }, (_, n) => `${n}/implement-1`);
    const pauses = ids.map((id) => at(4, id));
    expect(new Set(pauses).size).toBeGreaterThan(30);
    expect(ids.map((id) => at(4, id))).toEqual(pauses);
  });

  test('is the one that the service named', () => {
    const reset_at = LATER;
    expect(
      nextTry(
        { type: 'network', message: '', reset_at },
        { failures: 1, now: START, attempt_id: 'x' },
      ),
    ).toBe(LATER);
  });
});

describe('a person who stops the run', () => {
  test('stops this start only: the next one asks again', () => {
    const world = writing(() => failed('timeout'), { units: 1 }).run();
    answerIt(world, 'abort');
    expect(world.state.finished).toMatchObject({
      exit_code: 1,
      reason: 'aborted',
    });
    world.now = plusMs(world.now, HOUR_MS);
    restarted(world).run();
    expect(world.state.decisions).toHaveLength(2);
    expect(world.state.finished?.exit_code).toBe(2);
  });
});

test('the policies stand in references/failures.md as they are', () => {
  const page = readFileSync(
    new URL('../../references/failures.md', import.meta.url),
    'utf8',
  );
  expect(page).toBe(failuresMarkdown());
});
