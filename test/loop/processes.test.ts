import { expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { LoopInput } from '../../src/loop/run-loop.ts';
import type { AttemptProcess } from '../../src/model/attempt.ts';
import { loopInput, MemorySpec } from '../helpers/fake-ports.ts';

const SPEC = '- [ ] 1. First\n  - _writes: src/1.ts_\n';

/** The same run, with agents that have a process. */
const withProcesses = (
  input: LoopInput,
  reaped: Parameters<LoopInput['ports']['agents']['reap']>[],
): LoopInput => {
  const { agents } = input.ports;
  return {
    ...input,
    ports: {
      ...input.ports,
      agents: {
        run: (request, options) => {
          options.onProcess?.(processOf(request.role));
          return agents.run(request, options);
        },
        reap: (...left) => {
          reaped.push(left);
          return Promise.resolve(0);
        },
      },
    },
  };
};

const processOf = (role: string): AttemptProcess => ({
  pid: 4242,
  process_start: `a1b2c3d4:${role}`,
  permissions: '-s workspace-write',
});

test('the process of an attempt is in the journal before the attempt ends', async () => {
  const { input, journal } = loopInput({ spec: new MemorySpec(SPEC) });
  await runLoop(withProcesses(input, []));
  const ofFirst = journal.events.filter(
    (event) =>
      'attempt_id' in event && String(event.attempt_id) === '1/implement-1',
  );
  expect(ofFirst).toMatchObject([
    { type: 'attempt_started' },
    { type: 'process_started', task_id: '1', ...processOf('implement') },
    { type: 'attempt_ended' },
  ]);
  expect(journal.state().units[0]?.attempts[0]?.process).toEqual(
    processOf('implement'),
  );
});

test('a start ends the processes that a dead run wrote down, and none that had ended', async () => {
  const spec = new MemorySpec(SPEC);
  const first = loopInput({ spec });
  await runLoop(withProcesses(first.input, []));
  const { journal } = first;
  // It died while the review ran.
  const reviewing = journal.events.findIndex(
    (event) =>
      event.type === 'process_started' && event.attempt_id !== '1/implement-1',
  );
  journal.events.splice(reviewing + 1);

  const reaped: Parameters<LoopInput['ports']['agents']['reap']>[] = [];
  const again = loopInput({ spec, journal });
  const state = await runLoop(withProcesses(again.input, reaped));
  expect(state.finished?.exit_code).toBe(0);
  expect(reaped).toHaveLength(1);
  const [marks = [], processes] = reaped[0] ?? [];
  expect(marks).toContain('run:1/review-1');
  expect(marks).not.toContain('run:1/implement-1');
  expect(processes).toEqual([processOf('review')]);
});
