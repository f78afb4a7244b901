import { describe, expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { EventOf } from '../../src/model/event.ts';
import type { OrchestrateAnswer, TickAction } from '../../src/model/tick.ts';
import { unit, World, type Script } from '../helpers/world.ts';

const answer = (...types: TickAction[]): OrchestrateAnswer => ({
  decision: 'CONTINUE',
  actions: types.map((type) => ({ type })),
  notes: 'because',
});

const EVERYTHING = answer(
  ...(['consolidate_reviews', 'dispatch_reviews', 'dispatch_batch'] as const),
);

type Asked = (state: State, n: number) => OrchestrateAnswer | string;

/** Two units that could start at once, and one that needs both, run by an orchestrator. */
function world(
  orchestrate: Asked,
  limits: { maxTicks?: number; maxActions?: number } = {},
  script: Script = {},
): World {
  let asked = 0;
  return new World([unit('1'), unit('2'), unit('3', { needs: ['1', '2'] })], {
    limits: {
      jobs: 3,
      orchestration: { maxTicks: 50, maxActions: 6, ...limits },
      roles: {
        ...{ code: ['codex'], ui: ['gemini'], review: ['gemini'] },
        ...{ assign: [], integrate: [], orchestrate: ['opencode'] },
      },
    },
    script: {
      ...script,
      orchestrate: (state) => {
        asked += 1;
        return orchestrate(state, asked);
      },
    },
  });
}

/** The second unit takes an hour, everything else a minute. */
const UNEVEN: Script = {
  attempt: ({ task_id }) => ({ minutes: task_id === '2' ? 60 : 1 }),
};

const ticks = (played: World): EventOf<'tick_ended'>[] =>
  played.events.filter((event) => event.type === 'tick_ended');

const asks = (played: World): number =>
  played.events.filter(
    (event) => event.type === 'attempt_started' && event.role === 'orchestrate',
  ).length;

/** What started, in order: `1/implement-1`. */
const started = (played: World): string[] =>
  played.events.flatMap((event) =>
    event.type === 'attempt_started' && event.role !== 'orchestrate'
      ? [event.attempt_id]
      : [],
  );

describe('an orchestrator', () => {
  test('that asks for everything brings the run to its end', () => {
    const played = world(() => EVERYTHING).run();
    expect(played.state.finished?.exit_code).toBe(0);
    expect(played.state.units.every((u) => u.status === 'completed')).toBe(
      true,
    );
    expect(ticks(played).every((tick) => !tick.is_fallback)).toBe(true);
  });

  test('is asked before anything starts, and only what it asks for happens', () => {
    const played = world((_, n) =>
      n === 1 ? answer('dispatch_batch') : answer('dispatch_reviews'),
    );
    played.settle();
    expect([asks(played), started(played)]).toEqual([1, []]);
    played.step();
    played.settle();
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
    // The first of them ends: that is news, and there is a review to choose.
    played.step();
    played.settle();
    expect(asks(played)).toBe(2);
    expect(started(played)).toHaveLength(2);
  });

  test('that waits is asked again when something else has ended, not before', () => {
    const played = world(
      (_, n) => (n === 1 ? answer('dispatch_batch') : answer()),
      {},
      UNEVEN,
    );
    while (played.status('2') !== 'pending_review') {
      played.settle();
      if (played.status('2') === 'in_progress') {
        expect(asks(played)).toBeLessThanOrEqual(2);
      }
      played.step();
      played.settle();
    }
    expect(asks(played)).toBe(3);
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
  });

  test('holds reviews back until it asks to consolidate them', () => {
    const played = world((state) =>
      state.units.some(({ status }) => status === 'under_review')
        ? answer('consolidate_reviews')
        : EVERYTHING,
    ).run();
    expect(played.state.finished?.exit_code).toBe(0);
    for (const [place, event] of played.events.entries()) {
      if (event.type !== 'review_ended') continue;
      const last = played.events
        .slice(0, place)
        .findLast(({ type }) => type === 'tick_ended');
      expect(last).toMatchObject({
        granted: expect.arrayContaining(['consolidate_reviews']) as unknown,
      });
    }
  });

  test('is refused what may not be, and told so in the next tick', () => {
    const told: (readonly string[])[] = [];
    const played = world((state, n) => {
      told.push(state.tick.refused);
      return n === 1
        ? {
            decision: 'COMPLETE',
            actions: [{ type: 'dispatch_batch' }, { type: 'assign_dispatch' }],
          }
        : EVERYTHING;
    }).run();
    expect(played.state.finished?.exit_code).toBe(0);
    expect(told[1]).toEqual([
      'assign_dispatch: the units are assigned already, or nobody can assign them',
      'COMPLETE: 1, 2, 3 are not completed',
    ]);
  });

  test('is heard for so many actions only', () => {
    const played = world(
      () => answer('sync_pulse', 'dispatch_batch', 'dispatch_reviews'),
      { maxActions: 2 },
    );
    played.settle();
    played.step();
    expect(ticks(played)[0]).toMatchObject({
      granted: ['sync_pulse', 'dispatch_batch'],
      refused: ['dispatch_reviews: more than 2 actions in one tick'],
    });
  });
});

describe('two bad answers in a row', () => {
  test('leave one tick to the engine, which is said, and no more than one', () => {
    const played = world((_, n) => (n <= 2 ? 'no JSON' : EVERYTHING)).run();
    expect(played.state.finished?.exit_code).toBe(0);
    const [first, ...others] = ticks(played);
    expect(first).toMatchObject({
      attempt_id: null,
      is_fallback: true,
      notes: expect.stringContaining('no JSON') as string,
    });
    expect(others.some(({ is_fallback }) => is_fallback)).toBe(false);
  });

  test('are also two after which nothing would ever happen', () => {
    const played = world((_, n) => (n <= 2 ? answer() : EVERYTHING)).run();
    expect(ticks(played)[0]?.is_fallback).toBe(true);
    expect(played.state.finished?.exit_code).toBe(0);
  });

  test('and one bad answer is forgiven', () => {
    const played = world((_, n) => (n === 1 ? 'what?' : EVERYTHING)).run();
    expect(ticks(played).some((tick) => tick.is_fallback)).toBe(false);
    expect(played.state.finished?.exit_code).toBe(0);
  });
});

describe('a run ends with exit 1', () => {
  test('when the orchestrator halts it: what runs may end, nothing starts', () => {
    const played = world(
      (_, n) =>
        n === 1 ? answer('dispatch_batch') : answer('halt', 'dispatch_reviews'),
      {},
      UNEVEN,
    ).run();
    expect(asks(played)).toBe(2);
    expect(played.state.finished).toMatchObject({
      exit_code: 1,
      reason: 'halted by the orchestrator: because',
    });
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
    const running = played.state.units.some(({ attempts }) =>
      attempts.some(({ status }) => status === 'running'),
    );
    expect(running).toBe(false);
  });

  test('when it has had its ticks, and goes on at the next start', () => {
    const played = world(() => EVERYTHING, { maxTicks: 2 }).run();
    expect(asks(played)).toBe(2);
    expect(played.state.finished).toMatchObject({
      exit_code: 1,
      reason: 'the orchestrator had its 2 ticks (--max-iterations)',
    });
    const { run } = played.state;
    for (let n = 0; n < 5 && run !== null; n += 1) {
      if (played.state.finished?.exit_code === 0) break;
      played.append({ type: 'run_started', resumed: true, ...run });
      played.run();
    }
    expect(played.state.finished?.exit_code).toBe(0);
  });
});

test('where nobody can be asked the engine decides, and says why', () => {
  const played = world(() => EVERYTHING);
  played.limits = {
    ...played.limits,
    roles: { ...played.limits.roles, orchestrate: [] },
  };
  played.run();
  expect(played.state.finished?.exit_code).toBe(0);
  expect(asks(played)).toBe(0);
  expect(ticks(played)[0]).toMatchObject({
    is_fallback: true,
    notes: 'no orchestrator is installed',
  });
});

test('without an orchestrator nobody is asked', () => {
  const played = world(() => EVERYTHING);
  played.limits = { ...played.limits, orchestration: undefined };
  played.run();
  expect([asks(played), ticks(played)]).toEqual([0, []]);
  expect(played.state.finished?.exit_code).toBe(0);
});
