import { describe, expect, test } from 'vitest';
import { attemptId, taskId } from '../../../src/model/ids.ts';
import type { State } from '../../../src/model/state.ts';
import { toLiveModel } from '../../../src/view/live/live.ts';
import type {
  LiveModel,
  LiveOptions,
  LiveRow,
} from '../../../src/view/live/live.ts';
import { moveSelection, windowRows } from '../../../src/view/live/window.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  runningAttempt,
} from '../../helpers/build-state.ts';

const view = (state: State, options: Partial<LiveOptions> = {}): LiveModel =>
  toLiveModel(state, {
    now: at(60),
    jobs: 3,
    activity: new Map(),
    isDraining: false,
    flags: ['--spec', 'demo'],
    ...options,
  });

const rowOf = (model: LiveModel, id: string): LiveRow =>
  model.rows.find((row) => row.task_id === id)!;

describe('the live model', () => {
  const busy = buildState([
    completedUnit('1', { attempts: [endedAttempt('1', 'implement')] }),
    buildUnit('2', {
      status: 'under_review',
      attempts: [
        endedAttempt('2', 'implement'),
        runningAttempt('2', 'review', { backend: 'gemini' }),
        runningAttempt('2', 'review', {
          n: 2,
          backend: 'claude',
          started_at: at(30),
        }),
      ],
    }),
    buildUnit('3', { plan: { dependencies: ['2'] } }),
    buildUnit('4', { status: 'pending_review', is_checking: true }),
  ]);

  test('a row says who does what in which attempt, since when', () => {
    const activity = new Map([
      [
        attemptId(taskId('2'), 'review', 2),
        { text: 'reads \u001b[31msrc/a.ts\nnow', at: at(50) },
      ],
    ]);
    expect(rowOf(view(busy, { activity }), '2')).toMatchObject({
      agent: 'gemini+claude',
      attempt: 'review 2',
      elapsed: '1m 00s',
      doing: 'reads src/a.ts now',
      is_running: true,
      word: 'under review',
    });
  });

  test('a row that does nothing says why, one that is done says nothing', () => {
    const model = view(busy);
    expect(rowOf(model, '3')).toMatchObject({
      doing: 'after 2',
      attempt: '',
      elapsed: '',
      agent: 'codex',
    });
    expect(rowOf(model, '4').doing).toBe('runs the checks');
    expect(rowOf(model, '1')).toMatchObject({ doing: '', elapsed: '5m 00s' });
    expect(rowOf(model, '2').doing).toBe('starts');
  });

  test('the header counts attempts that run', () => {
    expect(view(busy).header).toMatchObject({
      running: 2,
      jobs: 3,
      elapsed: '1m 00s',
      phase: 'running',
    });
  });

  test('a pause shows the time that is left', () => {
    const state = buildState([buildUnit('1', { retry_at: at(150) })]);
    expect(rowOf(view(state), '1').doing).toBe('retry in 1m 30s');
  });

  test('decisions come with the command that answers them', () => {
    const state = buildState([blockedUnit('1', 'D1')], {
      decisions: [buildDecision(1, '1', { context: 'a\u001b[2J b\nmore' })],
    });
    expect(view(state).decisions).toEqual([
      {
        id: 'D1',
        task_id: '1',
        text: 'a b',
        details: ['more'],
        command: 'orchestration-loop decide D1 --option 1 --spec demo',
        options: [
          { n: 1, label: 'Try once more' },
          { n: 2, label: 'Leave it out' },
        ],
      },
    ]);
  });

  test('the phase follows the run', () => {
    const unplanned = { is_planned: false };
    expect(view(buildState([], unplanned)).header.phase).toBe('planning');
    expect(
      view(
        buildState([], {
          ...unplanned,
          run_attempts: [runningAttempt('run', 'assign')],
        }),
      ).header.phase,
    ).toBe('assigning');
    expect(view(busy, { isPaused: true }).header.phase).toBe('paused');
    // What ends is not only held back.
    expect(view(busy, { isPaused: true, isDraining: true }).header.phase).toBe(
      'draining',
    );
  });
});

describe('a hundred units on a small screen', () => {
  const rows = view(
    buildState(
      Array.from({ length: 100 }, (_, i) => {
        const id = String(i + 1);
        if (i < 40) return completedUnit(id);
        if (i === 44 || i === 90)
          return buildUnit(id, {
            status: 'in_progress',
            attempts: [runningAttempt(id, 'implement')],
          });
        return i === 70 ? blockedUnit(id, 'D1') : buildUnit(id);
      }),
    ),
  ).rows;
  const idsOf = (height: number, selected: string | null): string =>
    windowRows(rows, height, selected)
      .rows.map((row) => row.task_id)
      .join();

  test('what runs or is blocked is always there, then what comes next, then what was done last', () => {
    expect(idsOf(2, null)).toBe('45,91');
    expect(idsOf(3, null)).toBe('45,71,91');
    expect(idsOf(5, null)).toBe('41,42,45,71,91');
    const all = windowRows(rows, 98, null);
    expect(all.rows.at(0)?.task_id).toBe('3');
    expect(all).toMatchObject({ hidden: 2, hidden_done: 2 });
  });

  test('a selected row is shown with its neighbours', () => {
    expect(idsOf(5, '50')).toBe('48,49,50,51,52');
    expect(idsOf(5, '1')).toBe('1,2,3,4,5');
    expect(idsOf(5, '100')).toBe('96,97,98,99,100');
  });

  test('no room is no rows, all room all rows', () => {
    expect(idsOf(0, null)).toBe('');
    expect(windowRows(rows, 200, '5')).toMatchObject({ hidden: 0 });
    expect(windowRows(rows, -3, '5').rows).toEqual([]);
  });

  test('selection starts where something runs and stops at the ends', () => {
    expect(moveSelection(rows, null, 1)).toBe('45');
    expect(moveSelection(rows, '45', 1)).toBe('46');
    expect(moveSelection(rows, '1', -1)).toBe('1');
    expect(moveSelection(rows, '100', 1)).toBe('100');
    expect(moveSelection([], null, 1)).toBeNull();
  });
});
