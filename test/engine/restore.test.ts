import { describe, expect, test } from 'vitest';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { restore } from '../../src/engine/reduce/restore.ts';
import type { Proof } from '../../src/engine/reduce/restore.ts';
import type {
  AgentState,
  AgentStateTask,
} from '../../src/model/agent-state.ts';
import type { EventBody } from '../../src/model/event.ts';
import { runId, taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { toAgentState } from '../../src/view/agent-state/agent-state.ts';
import { agentState } from '../schema/examples.ts';
import { unit, World } from '../helpers/world.ts';

const [EXAMPLE] = agentState.tasks;
const [ATTEMPT] = EXAMPLE!.attempts;

/** What becomes of a unit that the file and the branch say this of. */
function outcome(
  row: Partial<AgentStateTask>,
  proof: Partial<Proof> | null | 'no branch',
) {
  const state: AgentState = {
    ...agentState,
    tasks: [{ ...EXAMPLE!, task_id: '2', ...row }],
  };
  const known = {
    attempt: '2/implement-1',
    commit: 'abc',
    ...(proof as object),
  };
  const proofs =
    proof === 'no branch'
      ? null
      : new Map(proof === null ? [] : [['2', known] as const]);
  const [restored] = restore({ state, proofs }, [unit('2')]);
  return restored;
}

const attempts = (...ids: string[]) =>
  ids.map((attempt_id) => ({
    ...ATTEMPT!,
    attempt_id,
    role: /\/(\w+)-/.exec(attempt_id)?.[1] ?? '',
  }));

describe('without a journal', () => {
  test.each([
    ['what is completed and on the branch stays', 'completed', {}, 'completed'],
    [
      'what is completed and not there is done again',
      'completed',
      null,
      'not_started',
    ],
    [
      'what is completed is believed where there is no branch',
      'completed',
      'no branch',
      'completed',
    ],
    ['what is canceled stays', 'canceled', null, 'canceled'],
    ['what is underway starts again', 'under_review', null, 'not_started'],
    [
      'what the branch has got since is completed',
      'final_review',
      {},
      'completed',
    ],
    ['what was reopened starts again', 'not_started', {}, 'not_started'],
  ] as const)('%s', (_, status, proof, expected) => {
    const restored = outcome({ status, commit: 'abc' }, proof);
    expect(restored?.status).toBe(expected);
    expect(restored?.commit).toBe(expected === 'completed' ? 'abc' : null);
  });

  test('a unit that changed nothing has no commit to look for', () => {
    expect(outcome({ status: 'completed', commit: null }, null)).toMatchObject({
      status: 'completed',
      commit: null,
    });
  });

  test('a unit that is being done anew is not taken for its earlier work', () => {
    const row = {
      status: 'in_progress' as const,
      attempts: attempts('2/implement-1', '2/review-1', '2/implement-2'),
    };
    expect(outcome(row, {})?.status).toBe('not_started');
    expect(outcome(row, { attempt: '2/implement-2' })?.status).toBe(
      'completed',
    );
  });

  test('a unit that the file had not seen start is what the branch says', () => {
    const row = { status: 'not_started' as const, attempts: [] };
    expect(outcome(row, {})).toMatchObject({
      status: 'completed',
      commit: 'abc',
    });
  });

  test('attempts keep their numbers, but of unfinished work nobody knows what came of it', () => {
    const restored = outcome(
      {
        status: 'fix_required',
        fix_attempts: 2,
        attempts: attempts('2/implement-1', '2/fix-2'),
      },
      null,
    );
    expect(restored).toMatchObject({
      fix_attempts: 0,
      attempts: [
        { attempt_id: '2/implement-1', n: 1, outcome: 'interrupted' },
        { attempt_id: '2/fix-2', n: 2, outcome: 'interrupted' },
      ],
    });
    expect(restored?.attempts[0]?.usage).toEqual(ATTEMPT?.usage);
  });
});

test('the new journal adds up to the file: what is settled, what is left, what comes next', () => {
  const plan = [unit('1'), unit('2', { needs: ['1'] }), unit('3')];
  const before = new World(plan, {
    script: {
      attempt: ({ task_id }) => ({ minutes: task_id === '3' ? 90 : 1 }),
    },
  });
  while (before.status('2') !== 'under_review') {
    before.settle();
    before.step();
    before.settle();
  }
  const file = toAgentState(before.state, new Map());
  const [{ run }] = [before.state];
  const bodies: EventBody[] = [
    { type: 'run_started', resumed: true, ...run!, run_id: runId('r1') },
    {
      type: 'plan_ready',
      units: plan,
      window_mapping: {},
      max_fix_attempts: 3,
      assigned_by: 'AGENT_STATE.json',
      notes: [],
    },
    ...restore({ state: file, proofs: null }, plan),
  ];
  const state = bodies.reduce<State>(
    (at, body, place) =>
      reduce(at, { ...body, seq: place + 1, at: before.now }),
    INITIAL_STATE,
  );
  const again = toAgentState(state, new Map());
  expect(again.tasks.map(({ task_id, status }) => [task_id, status])).toEqual([
    ['1', 'completed'],
    ['2', 'not_started'],
    ['3', 'not_started'],
  ]);
  expect(again.tasks[0]).toMatchObject({
    completed_at: file.tasks[0]?.completed_at,
    commit: file.tasks[0]?.commit,
  });

  const after = new World(plan);
  after.state = state;
  after.now = before.now;
  after.run();
  expect(after.state.finished).toMatchObject({ exit_code: 0, completed: 3 });
  const ids = (id: string) =>
    after.state.units
      .find(({ plan: { task_id } }) => task_id === taskId(id))
      ?.attempts.map(({ attempt_id }) => attempt_id);
  expect(ids('1')).toEqual(['1/implement-1', '1/review-1']);
  expect(ids('2')).toEqual([
    ...['2/implement-1', '2/review-1', '2/implement-2', '2/review-2'],
  ]);
});
