import { describe, expect, test } from 'vitest';
import { decide } from '../../src/engine/decide.ts';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { nextWake } from '../../src/engine/schedule/wake.ts';
import { plusMs } from '../../src/lib/iso-time.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { NO_BUDGET } from '../../src/model/budget.ts';
import type { EventBody } from '../../src/model/event.ts';
import type { Failure } from '../../src/model/failure.ts';
import { runId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { ended, limits } from '../helpers/world.ts';

const START = '2026-01-01T00:00:00.000Z';

/** Plays an assignment whose attempts all fail, until a plan is made without one. */
function assignWith(
  assign: readonly string[],
  fail: (attempt: Attempt) => Omit<Failure, 'message'>,
  budget = NO_BUDGET,
): { readonly asked: readonly string[]; readonly now: string } {
  let state: State = INITIAL_STATE;
  let now = START;
  const append = (...bodies: readonly EventBody[]): void => {
    for (const body of bodies) {
      state = reduce(state, { ...body, seq: state.seq + 1, at: now });
    }
  };
  append({
    type: 'run_started',
    resumed: false,
    run_id: runId('run'),
    spec_path: 'spec',
    session_name: 'roundtable',
    isolation: 'worktree',
    target_branch: 'main',
    integration_branch: 'orchestration/spec',
    base_commit: 'base',
  });
  for (let turns = 0; turns < 50; turns += 1) {
    const situation = {
      state,
      now,
      limits: limits({ roles: { ...limits().roles, assign }, budget }),
    };
    const command = decide(situation);
    if (command?.type === 'make_plan') {
      return { asked: state.run_attempts.map(({ backend }) => backend), now };
    }
    if (command === null) {
      now = nextWake(situation) ?? expect.fail('waits for nothing');
      continue;
    }
    append(...command.events);
    const attempt = state.run_attempts.at(-1) ?? expect.fail('nobody asked');
    now = plusMs(now, 1_000);
    append(
      ended(attempt, {
        outcome: {
          type: 'failed',
          failure: { ...fail(attempt), message: 'no' },
        },
        evidence: null,
        report: null,
        usage: {
          input_tokens: 10,
          cached_input_tokens: 0,
          output_tokens: 0,
          cost_usd: null,
        },
      }),
    );
  }
  return expect.fail('it asks without end');
}

describe('an assignment that fails', () => {
  test('is asked of the next backend, and done without in the end', () => {
    const { asked } = assignWith(['codex', 'claude'], () => ({ type: 'auth' }));
    expect(asked).toEqual(['codex', 'claude']);
  });

  test('is asked again after a pause where that helps', () => {
    const { asked, now } = assignWith(['codex'], () => ({ type: 'crash' }));
    expect(asked).toEqual(['codex', 'codex', 'codex']);
    expect(now > plusMs(START, 3_000)).toBe(true);
  });

  test('is not waited for longer than for a pause of our own', () => {
    const tomorrow = plusMs(START, 24 * 3_600_000);
    const { asked, now } = assignWith(['codex'], () => ({
      type: 'usage_cap',
      reset_at: tomorrow,
    }));
    expect(asked).toEqual(['codex']);
    expect(now < tomorrow).toBe(true);
  });

  test('is not paid for beyond the budget', () => {
    const { asked } = assignWith(['codex'], () => ({ type: 'crash' }), {
      ...NO_BUDGET,
      max_tokens: 15,
    });
    expect(asked).toEqual(['codex', 'codex']);
  });
});
