import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import type { Limits } from '../../src/engine/limits.ts';
import { isHolding } from '../../src/engine/schedule/readiness.ts';
import { byRank } from '../../src/engine/schedule/rank.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { unitOf } from '../../src/model/state-access.ts';
import type { PlannedUnit, Unit } from '../../src/model/unit.ts';
import { unit, World } from '../helpers/world.ts';
import type { Answer } from '../helpers/world.ts';
import { idle, wrongs } from './watch.ts';

/** How one unit of a random plan is, and how its agents fare. */
type Draw = {
  readonly needs: readonly number[];
  readonly files: readonly number[];
  readonly reads: readonly number[];
  readonly manifest: 'declared' | 'inferred' | 'none';
  readonly isReading: boolean;
  readonly isUi: boolean;
  readonly isComplex: boolean;
  readonly isCheckpoint: boolean;
  readonly minutes: readonly number[];
  readonly fixes: number;
  readonly crashes: number;
  readonly isRed: boolean;
};

const few = fc.integer({ min: 0, max: 5 });
const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);

const draw: fc.Arbitrary<Draw> = fc.record({
  needs: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
  files: fc.array(few, { minLength: 1, maxLength: 2 }),
  reads: fc.array(few, { maxLength: 1 }),
  manifest: fc.constantFrom('declared', 'declared', 'inferred', 'none'),
  isReading: rarely,
  isUi: fc.boolean(),
  isComplex: rarely,
  isCheckpoint: rarely,
  minutes: fc.array(fc.integer({ min: 1, max: 9 }), {
    minLength: 1,
    maxLength: 3,
  }),
  fixes: fc.integer({ min: 0, max: 2 }),
  crashes: fc.integer({ min: 0, max: 1 }),
  isRed: fc.boolean(),
});

const some: fc.Arbitrary<Partial<Limits>> = fc.record({
  jobs: fc.integer({ min: 1, max: 5 }),
  hasChecks: fc.boolean(),
  caps: fc.record({
    backends: fc.constantFrom({}, { codex: 1 }, { codex: 2, gemini: 1 }),
    roles: fc.constantFrom({}, { review: 1 }, { implement: 1, fix: 1 }),
  }),
  resources: fc.constantFrom(
    {},
    { db: { slots: 1, units: ['1', '3', '5'], writes: [] } },
    {
      db: { slots: 1, units: [], writes: ['src/f1.ts', 'src/f2.ts'] },
      port: { slots: 2, units: ['0', '1', '2', '3'], writes: [] },
    },
  ),
  checkResources: fc.constantFrom([], ['db'], ['db', 'port']),
});

const planOf = (draws: readonly Draw[]): PlannedUnit[] =>
  draws.map((drawn, place) =>
    unit(String(place), {
      needs: drawn.needs.flatMap((back) =>
        place >= back ? [String(place - back)] : [],
      ),
      manifest: drawn.manifest,
      checkpoint: drawn.isCheckpoint,
      writes:
        drawn.manifest === 'none'
          ? []
          : [`src/${place}.ts`, ...drawn.files.map((n) => `src/f${n}.ts`)],
      reads: drawn.reads.map((n) => `src/f${n}.*`),
      assignment: {
        type: drawn.isReading ? 'review' : drawn.isUi ? 'ui' : 'code',
        owner_agent: drawn.isUi ? 'gemini' : 'codex',
        criticality: drawn.isComplex ? 'complex' : 'standard',
      },
    }),
  );

/** The agents of a random plan: they crash, and reviewers find things, as drawn. */
const answerOf = (attempt: Attempt, drawn: Draw): Answer => {
  const { n, role } = attempt;
  const minutes = drawn.minutes[n % drawn.minutes.length] ?? 1;
  if (role === 'implement' && n <= drawn.crashes) {
    return {
      minutes,
      outcome: {
        type: 'failed',
        failure: { type: 'crash', message: 'crash!' },
      },
      evidence: null,
      report: null,
    };
  }
  const finds = role === 'review' && !drawn.isReading && n <= drawn.fixes;
  return finds
    ? {
        minutes,
        verdict: {
          task_id: attempt.task_id,
          severity: 'major',
          summary: 'wrong',
        },
      }
    : { minutes };
};

function play(
  draws: readonly Draw[],
  options: {
    readonly limits: Partial<Limits>;
    readonly isolation?: 'worktree' | 'shared';
  },
): World {
  const drawOf = (id: string): Draw => {
    const drawn = draws[Number(id)];
    if (drawn === undefined) throw new Error(`no unit ${id}`);
    return drawn;
  };
  return new World(planOf(draws), {
    ...options,
    script: {
      attempt: (attempt) => answerOf(attempt, drawOf(attempt.task_id)),
      checks: (id, { units }) =>
        !drawOf(id).isRed ||
        (units.find(({ plan }) => plan.task_id === id)?.attempts.length ?? 0) >
          1,
    },
  });
}

const MOST_MOMENTS = 1_000;

/** Runs a world to its end; what is wrong at any event or at any moment of rest. */
function watch(world: World): readonly string[] {
  const found: string[] = [];
  for (let moments = 0; ; moments += 1) {
    if (moments > MOST_MOMENTS) return [`no end at ${world.now}`];
    world.settle();
    found.push(...idle(world));
    if (!world.step()) break;
  }
  let state: State = INITIAL_STATE;
  for (const event of world.events) {
    const before = state;
    state = reduce(state, event);
    found.push(...wrongs(state, world.limits), ...passed(before, state));
  }
  return found;
}

/** Units that were ready, and that a second unit behind them with their files went past. */
function passed(before: State, state: State): readonly string[] {
  const rank = byRank(before);
  const isApart = (a: Unit, b: Unit): boolean =>
    before.apart.get(a.plan.task_id)?.has(b.plan.task_id) === true;
  const started = before.units.filter(
    (each, place) =>
      each.status === 'not_started' &&
      state.units[place]?.status === 'in_progress',
  );
  const ready = before.units.filter(
    (each) =>
      each.status === 'not_started' &&
      each.retry_at === null &&
      each.plan.dependencies.every(
        (id) => unitOf(before, id).status === 'completed',
      ),
  );
  return started.flatMap((late) =>
    ready.flatMap((each) =>
      rank(each, late) < 0 &&
      isApart(each, late) &&
      before.units.some(
        (other) =>
          isHolding(other) && isApart(each, other) && rank(each, other) < 0,
      )
        ? [`passed twice: ${each.plan.task_id}`]
        : [],
    ),
  );
}

describe('whatever the plan and the limits', () => {
  const plans = fc.array(draw, { minLength: 2, maxLength: 10 });

  test.each(['worktree', 'shared'] as const)(
    'nothing collides, overruns, starts early, starves or idles (%s)',
    (isolation) => {
      fc.assert(
        fc.property(plans, some, (draws, limits) => {
          const world = play(draws, { limits, isolation });
          expect(watch(world)).toEqual([]);
          expect(world.state.finished).toMatchObject({
            exit_code: 0,
            completed: draws.length,
          });
        }),
        { numRuns: 100, seed: 20_260_101 },
      );
    },
    20_000,
  );

  test('the end of each agent leads to the next start in the same moment', () => {
    const world = play(
      Array.from({ length: 12 }, (_, place): Draw => ({
        ...NOTHING_SPECIAL,
        minutes: [1 + (place % 5)],
      })),
      { limits: { jobs: 3 } },
    );
    world.run();
    const at = (type: 'attempt_started' | 'attempt_ended', time: string) =>
      world.events.filter((each) => each.type === type && each.at === time)
        .length;
    const last = world.events.findLast(
      ({ type }) => type === 'attempt_started',
    );
    const ends = world.events.filter(
      ({ type, at: time }) =>
        type === 'attempt_ended' && time < (last?.at ?? ''),
    );
    expect(ends.length).toBeGreaterThan(10);
    for (const { at: time } of ends) {
      expect(at('attempt_started', time)).toBe(at('attempt_ended', time));
    }
  });
});

describe('a unit that needs the files of several others', () => {
  // 1 has a; 2 needs a, b and c; 3 has b; 4 has c.
  test('is passed once while it waits, and then comes before whoever is behind it', () => {
    const files = [['a'], ['a', 'b', 'c'], ['b'], ['c']];
    const world = new World(
      files.map((names, place) =>
        unit(String(place + 1), { writes: names.map((name) => `${name}.ts`) }),
      ),
      { limits: { jobs: 4 } },
    );
    world.settle();
    const begun = world.state.units.filter(isHolding);
    expect(begun.map(({ plan }) => plan.task_id)).toEqual(['1', '3']);
    expect(holdOf(unitOf(world.state, taskId('4')), world)).toEqual({
      type: 'files',
      why: 'turn',
      on: ['2'],
    });
    world.run();
    const started = world.events.flatMap((event) =>
      event.type === 'unit_status' && event.to === 'in_progress'
        ? [event.task_id]
        : [],
    );
    expect(started).toEqual(['1', '3', '2', '4']);
  });
});

const NOTHING_SPECIAL: Draw = {
  needs: [],
  files: [],
  reads: [],
  manifest: 'declared',
  isReading: false,
  isUi: false,
  isComplex: false,
  isCheckpoint: false,
  minutes: [1],
  fixes: 0,
  crashes: 0,
  isRed: false,
};
