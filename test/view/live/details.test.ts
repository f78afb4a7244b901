import { describe, expect, test } from 'vitest';
import { toLiveDetails } from '../../../src/view/live/details.ts';
import type { LiveDetails } from '../../../src/view/live/details.ts';
import { toLiveModel } from '../../../src/view/live/live.ts';
import type { Unit } from '../../../src/model/unit.ts';
import { limits } from '../../helpers/world.ts';
import {
  at,
  buildFinding,
  buildState,
  buildUnit,
  endedAttempt,
  runningAttempt,
} from '../../helpers/build-state.ts';

function detailsOf(
  unit: Unit,
  log: readonly string[] = [],
  isPaused = false,
): LiveDetails | null {
  const state = buildState([unit]);
  const model = toLiveModel(state, {
    now: at(75),
    jobs: 3,
    activity: new Map(),
    isDraining: false,
    isPaused,
    limits: limits({ isPaused }),
    flags: [],
  });
  const [row] = model.rows;
  return row === undefined
    ? null
    : toLiveDetails(state, { row, now: at(75), log });
}

const told = (details: LiveDetails | null): readonly string[] =>
  (details?.facts ?? []).map(({ label, text }) => `${label}: ${text}`);

describe('the details of a unit', () => {
  const fixing = buildUnit('2', {
    plan: {
      description: 'Draw \u001b[31mit',
      assignment: { reads: ['docs/**'] },
    },
    status: 'in_progress',
    grown_writes: ['src/b.ts'],
    attempts: [
      endedAttempt('2', 'implement', {
        ended_at: at(60),
        usage: {
          input_tokens: 9000,
          cached_input_tokens: 0,
          output_tokens: 1000,
          cost_usd: 0.42,
        },
      }),
      runningAttempt('2', 'fix', { started_at: at(70) }),
    ],
    open_findings: [
      buildFinding({ severity: 'major', file: 'src/a.ts', line: 12 }),
    ],
  });

  test('say what it is about, what was tried at what cost, and what is wrong', () => {
    const details = detailsOf(fixing);
    expect(details).toMatchObject({ task_id: '2', title: 'Draw it' });
    const [finding] = fixing.open_findings;
    expect(told(details)).toEqual([
      'status: in progress · 5s',
      'does: starts',
      'writes: src/2.ts, src/b.ts',
      'reads: docs/**',
      'attempts: implement 1 · codex · succeeded · 1m 00s · 10k tokens · $0.42',
      'attempts: fix 1 · codex · running · 5s',
      `findings: major src/a.ts:12: ${finding?.description ?? ''}`,
    ]);
  });

  test('say why it waits, a pause too', () => {
    expect(told(detailsOf(buildUnit('1'), [], true))).toContain(
      'waits: paused: nothing new starts until it goes on',
    );
  });

  test('have what was heard of it, and of an earlier start what the agent said last', () => {
    const log = ['fix 1: reads \u001b]0;title\u0007a.ts', 'fix 1: ends'];
    expect(detailsOf(fixing, log)?.log).toEqual([
      'fix 1: reads a.ts',
      'fix 1: ends',
    ]);
    const over = buildUnit('2', {
      status: 'pending_review',
      attempts: [
        endedAttempt('2', 'implement', { output: 'Done.\r\n\u001b[2Jbye\n' }),
      ],
    });
    expect(detailsOf(over)?.log).toEqual(['Done.', 'bye']);
  });
});
