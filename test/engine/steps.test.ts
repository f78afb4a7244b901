import { describe, expect, test } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import { startAssign } from '../../src/engine/schedule/start-attempt.ts';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import type { EventBody } from '../../src/model/event.ts';
import type { State } from '../../src/model/state.ts';
import type { Step } from '../../src/model/step.ts';
import { taskId } from '../../src/model/ids.ts';
import { attemptEnded, baselineEnded } from '../../src/simulation/facts.ts';
import { append, settle } from '../../src/simulation/play.ts';
import { limits, unit, World, type Script } from '../helpers/world.ts';

/** Starts the run again for one step, and lets that come to its end. */
function take(world: World, step: Step): World {
  world.limits = { ...world.limits, step };
  world.crash();
  return world.run();
}

/** What was started since the last start, in order. */
function started(world: World): string[] {
  const from = world.events.findLastIndex(({ type }) => type === 'run_started');
  return world.events
    .slice(from)
    .flatMap((event) =>
      event.type === 'attempt_started' ? [event.attempt_id] : [],
    );
}

const ended = ({ state }: World) => ({
  code: state.finished?.exit_code,
  reason: state.finished?.reason,
});

/** 1 and 2 at once, 3 after both. */
const UNITS = [unit('1'), unit('2'), unit('3', { needs: ['1', '2'] })];

function world(script: Script = {}, over: object = {}): World {
  return new World(UNITS, { script, limits: over });
}

describe('a step', () => {
  test('dispatch gives out what can start, and nothing that comes after it', () => {
    const played = take(world(), 'dispatch');
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
    expect(played.state.units.map(({ status }) => status)).toEqual([
      ...['pending_review', 'pending_review', 'not_started'],
    ]);
    expect(ended(played)).toEqual({
      code: 0,
      reason: 'the step is over: dispatch',
    });
  });

  test('dispatch goes on through everything there is a slot for, one after the other', () => {
    const played = take(world({}, { jobs: 1 }), 'dispatch');
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
  });

  test('review asks the reviewers of every round and leaves their verdicts alone', () => {
    const played = take(take(world(), 'dispatch'), 'review');
    expect(started(played)).toEqual(['1/review-1', '2/review-1']);
    expect(played.events.some(({ type }) => type === 'review_ended')).toBe(
      false,
    );
    expect(played.status('1')).toBe('under_review');
    expect(ended(played).code).toBe(0);
  });

  test('consolidate makes one report of a round and integrates what passed, without an agent', () => {
    const played = take(
      take(take(world(), 'dispatch'), 'review'),
      'consolidate',
    );
    expect(started(played)).toEqual([]);
    expect([played.status('1'), played.status('2')]).toEqual([
      ...['completed', 'completed'],
    ]);
    expect(ended(played).code).toBe(0);
  });

  test('with nothing of its kind to do says so with 1', () => {
    expect(ended(take(world(), 'review'))).toEqual({
      code: 1,
      reason: 'no work waits for a reviewer now',
    });
    expect(ended(take(world(), 'consolidate')).code).toBe(1);
    const given = take(take(world(), 'dispatch'), 'dispatch');
    expect([started(given), ended(given)]).toEqual([
      [],
      { code: 1, reason: 'no unit can start now' },
    ]);
  });

  test('works on a unit once: the fix of a red check is for the next dispatch', () => {
    let runs = 0;
    const script: Script = {
      checks: () => {
        runs += 1;
        return runs > 2;
      },
    };
    const played = take(world(script, { hasChecks: true }), 'dispatch');
    expect(started(played)).toEqual(['1/implement-1', '2/implement-1']);
    expect([played.status('1'), played.status('2')]).toEqual([
      ...['fix_required', 'fix_required'],
    ]);
    expect(started(take(played, 'dispatch'))).toEqual(['1/fix-1', '2/fix-1']);
  });

  test('tries a call that failed again, and waits for no pause of another step', () => {
    const failing: Script = {
      attempt: ({ role, n }) =>
        role === 'implement' && n === 1
          ? {
              outcome: {
                type: 'failed',
                failure: { type: 'crash', message: 'gone' },
              },
            }
          : {},
    };
    expect(started(take(world(failing), 'dispatch'))).toEqual([
      ...['1/implement-1', '2/implement-1', '1/implement-2', '2/implement-2'],
    ]);
    const stopped = new World(UNITS, { script: failing });
    stopped.limits = { ...stopped.limits, step: 'dispatch' };
    stopped.settle();
    stopped.step();
    stopped.settle();
    // Both wait to be tried again, which is nothing to a review.
    const at = stopped.now;
    expect(started(take(stopped, 'review'))).toEqual([]);
    expect(stopped.now).toBe(at);
  });

  test('opens no question that belongs to another step', () => {
    const manual = new World([unit('1', { manual: true })]);
    expect(take(manual, 'review').state.decisions).toEqual([]);
    const asked = take(manual, 'dispatch');
    expect(asked.state.decisions).toHaveLength(1);
    expect(ended(asked)).toEqual({
      code: 2,
      reason: 'only decisions are left',
    });
  });

  test('leaves the review of everything to review, and the landing to consolidate', () => {
    const played = world({}, { hasFinalReview: true });
    for (const step of STEPS_OF_TWO_WAVES) take(played, step);
    expect(played.state.units.every((u) => u.status === 'completed')).toBe(
      true,
    );
    expect([started(played), played.state.landing]).toEqual([[], null]);
    expect(started(take(played, 'review'))).toEqual(['run/review-1']);
    expect(take(played, 'consolidate').state.landing?.type).toBe('landed');
    expect(ended(played)).toEqual({ code: 0, reason: 'complete' });
    expect(played.state.finished?.step).toBeUndefined();
  });

  test('ends well while another step could go on beside an open question', () => {
    const mixed = new World([unit('1', { manual: true }), unit('2')]);
    expect(ended(take(mixed, 'dispatch')).code).toBe(0);
    expect(ended(take(mixed, 'review')).code).toBe(0);
    take(mixed, 'consolidate');
    expect(mixed.status('2')).toBe('completed');
    expect(ended(mixed).code).toBe(2);
  });

  test('integrates only where it is consolidate, and lets others check meanwhile', () => {
    const limited = { hasChecks: true, checkResources: ['db'] };
    const played = world({}, limited);
    played.append(...baseline(played));
    take(take(played, 'dispatch'), 'review');
    played.limits = { ...played.limits, step: 'consolidate' };
    played.crash();
    // It dies as soon as the first verdict is reported.
    played.append(...(decide(played)?.events ?? []));
    expect(played.status('1')).toBe('final_review');
    played.append({
      type: 'plan_changed',
      added: [unit('4')],
      changed: [],
    });
    expect(started(take(played, 'dispatch'))).toEqual(['4/implement-1']);
    expect(played.state.units.map(({ status }) => status)).toEqual([
      ...['final_review', 'under_review', 'not_started', 'pending_review'],
    ]);
    expect(played.state.units[3]?.checks).toHaveLength(1);
    take(played, 'consolidate');
    expect(played.status('1')).toBe('completed');
  });

  test('consolidate waits for no pause of the last reviewer', () => {
    const played = world(
      {
        attempt: ({ task_id, role }) =>
          task_id === 'run' && role === 'review'
            ? {
                outcome: {
                  type: 'failed',
                  failure: { type: 'crash', message: 'gone' },
                },
              }
            : {},
      },
      { hasFinalReview: true },
    );
    for (const step of STEPS_OF_TWO_WAVES) take(played, step);
    played.limits = { ...played.limits, step: 'review' };
    played.crash();
    played.settle();
    played.step();
    const at = played.now;
    take(played, 'consolidate');
    expect([played.now, ended(played).code]).toEqual([at, 1]);
  });

  test('leaves nothing behind that a whole run would not: it goes on to the same end', () => {
    const stepped = take(take(world(), 'dispatch'), 'review');
    stepped.limits = { ...stepped.limits, step: undefined };
    stepped.crash();
    stepped.run();
    expect(ended(stepped)).toEqual({ code: 0, reason: 'complete' });
    expect(stepped.events.some(({ type }) => type === 'tick_ended')).toBe(
      false,
    );
  });
});

/** The checks were green before the run. */
const baseline = ({ state }: World): EventBody[] =>
  state.baseline === null
    ? [{ type: 'baseline_started' }, baselineEnded(true)]
    : [];

const STEPS_OF_TWO_WAVES = [
  ...(['dispatch', 'review', 'consolidate'] as const),
  ...(['dispatch', 'review', 'consolidate'] as const),
];

describe('before there is a plan', () => {
  const assigned = {
    ...limits().roles,
    assign: ['codex'],
  };

  /** A run that has begun, one second later for each event. */
  function begun(...bodies: EventBody[]): State {
    const now = '2026-01-01T00:00:00.000Z';
    return append({ state: INITIAL_STATE, now, pending: [] }, {}, [
      {
        ...{ type: 'run_started', resumed: false, run_id: 'run' as never },
        ...{ spec_path: 'spec', session_name: 'roundtable' },
        ...{ isolation: 'worktree', target_branch: 'main' },
        ...{ integration_branch: 'orchestration/spec', base_commit: 'base' },
      },
      ...bodies,
    ]).state;
  }

  const next = (state: State, step: Step) =>
    decide({
      state,
      limits: limits({ step, roles: assigned }),
      now: '2026-01-01T00:00:00.000Z',
    });

  const plan = (
    ...ids: string[]
  ): Extract<EventBody, { type: 'plan_ready' }> => ({
    type: 'plan_ready',
    units: ids.map((id) => unit(id)),
    window_mapping: {},
    max_fix_attempts: 3,
    assigned_by: null,
    notes: [],
  });

  test('init writes a draft down and asks nobody; assign asks', () => {
    expect(next(begun(), 'init')).toMatchObject({
      type: 'make_plan',
      is_draft: true,
    });
    const drafted = begun({ ...plan('1'), is_draft: true });
    expect(next(drafted, 'init')).toMatchObject({
      events: [{ type: 'run_finished', exit_code: 0, step: 'init' }],
    });
    expect(next(drafted, 'assign')).toMatchObject({
      ...{ type: 'run_attempt', role: 'assign' },
    });
  });

  test('init and assign start nothing of the plan that there is', () => {
    for (const step of ['init', 'assign'] as const) {
      const command = decide({
        state: begun(plan('1')),
        limits: limits({ step, hasChecks: true }),
        now: '2026-01-01T00:00:00.000Z',
      });
      expect(command).toMatchObject({ events: [{ exit_code: 0, step }] });
    }
  });

  test('only assign waits for an assigner that failed to be asked again', () => {
    const asked = begun(
      ...(startAssign(begun(), 'codex').events as EventBody[]),
    );
    const [attempt] = asked.run_attempts;
    if (attempt === undefined) throw new Error('nobody was asked');
    const failed = append(
      { state: asked, now: attempt.started_at, pending: [] },
      {},
      [
        attemptEnded(attempt, {
          outcome: {
            type: 'failed',
            failure: { type: 'crash', message: 'gone' },
          },
        }),
      ],
    ).state;
    expect(next(failed, 'assign')).toBeNull();
    expect(next(failed, 'dispatch')).toMatchObject({ type: 'finish' });
  });

  test('a later step is refused, whether there is a draft or not', () => {
    for (const state of [begun(), begun({ ...plan('1'), is_draft: true })]) {
      expect(next(state, 'dispatch')).toMatchObject({
        events: [
          {
            type: 'run_finished',
            exit_code: 1,
            reason:
              'the units are not assigned yet: orchestration-loop assign does that',
          },
        ],
      });
    }
  });

  test('a draft is no plan: a whole run asks for the assignment all the same', () => {
    const state = begun({ ...plan('1'), is_draft: true });
    const whole = { state, limits: limits({ roles: assigned }) };
    const { pending, now } = { pending: [], now: whole.state.updated_at ?? '' };
    const { state: then } = settle(
      { state, now, pending },
      { limits: whole.limits, cast: () => [] },
    );
    expect(then.run_attempts.map(({ role }) => role)).toEqual(['assign']);
  });

  test('what a person edited in a draft holds in the plan that follows', () => {
    const edit = (id: string, owner_agent: string): EventBody => ({
      type: 'state_edited',
      task_id: taskId(id),
      edited_at: '2026-01-01T00:00:00.000Z',
      changes: { owner_agent },
    });
    const { units } = begun(
      { ...plan('1', '2', '3'), is_draft: true },
      edit('2', 'claude'),
      edit('3', 'gemini'),
      plan('1', '2'),
    );
    expect(units.map((each) => each.plan.assignment.owner_agent)).toEqual([
      ...['codex', 'claude'],
    ]);
  });
});
