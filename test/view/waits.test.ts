import { describe, expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { findWaits, waitReason } from '../../src/view/waits.ts';
import {
  RUN,
  at,
  blockedUnit,
  buildDecision,
  buildState,
  buildUnit,
  completedUnit,
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

  test('a unit named like a decision is still a unit', () => {
    const state = buildState([running('D1'), blockedUnit('2', 'D1')]);
    expect(reasonOf(state, '2')).toBe(
      'dependency: unit D1: three fixes did not help',
    );
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
    expect(waitReason(state, id, at(901))).toMatchObject({
      type: 'backend',
      until: at(1200),
    });
    expect(waitReason(state, id, at(1201))).toMatchObject({ type: 'slot' });
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
      'stopped: nothing runs: the run has ended',
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
