import { expect, test, vi } from 'vitest';
import { createPauseSwitch } from '../../src/cli/run/pause-switch.ts';
import { runLoop } from '../../src/loop/run-loop.ts';
import { goodAgent, loopInput, MemorySpec } from '../helpers/fake-ports.ts';

const SPEC = `- [ ] 1. First
  - _writes: src/1.ts_
- [ ] 2. Second
  - _Depends: 1_
  - _writes: src/2.ts_
`;

test('a paused loop starts nothing, keeps what ended, and goes on in the moment it may', async () => {
  const pausing = createPauseSwitch();
  const asked: string[] = [];
  const { input, journal } = loopInput({
    spec: new MemorySpec(SPEC),
    agent: (request, signal) => {
      asked.push(`${request.task_id}/${request.role}`);
      if (asked.length === 1) pausing.toggle();
      return goodAgent(request, signal);
    },
  });
  const run = runLoop({ ...input, pausing });
  await vi.waitFor(() => {
    expect(journal.events.at(-1)).toMatchObject({ to: 'pending_review' });
  });
  // As many turns of the loop as it likes: nobody rings but the switch.
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(asked).toEqual(['1/implement']);
  pausing.toggle();
  expect((await run).finished).toMatchObject({ exit_code: 0, completed: 2 });
  expect(asked).toEqual(['1/implement', '1/review', '2/implement', '2/review']);
});

test('a run that is stopped while it is paused ends with what it could still do', async () => {
  const pausing = createPauseSwitch();
  const drain = new AbortController();
  pausing.toggle();
  const { input } = loopInput({
    spec: new MemorySpec(SPEC),
    drain: drain.signal,
  });
  const run = runLoop({
    ...input,
    pausing,
    onReady: () => {
      drain.abort();
    },
  });
  expect((await run).finished).toMatchObject({ exit_code: 130, completed: 0 });
});
