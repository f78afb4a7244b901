import { expect, test } from 'vitest';
import { createSteadyClock } from '../../src/adapters/clock/steady-clock.ts';
import { runLoop } from '../../src/loop/run-loop.ts';
import {
  goodAgent,
  loopInput,
  MemorySpec,
  type FakeAgent,
} from '../helpers/fake-ports.ts';

const DAY_MS = 86_400_000;

test('a pause after a failure is no longer where the clock is set back a day meanwhile', async () => {
  const time = { wall: Date.now(), steady: 0 };
  let waitedMs = 0;
  const clock = createSteadyClock({
    wall: () => time.wall,
    steady: () => time.steady,
    pause: (ms) => {
      // The person sets it while the run waits.
      if (waitedMs === 0) time.wall -= DAY_MS;
      waitedMs += ms;
      time.wall += ms;
      time.steady += ms;
      return Promise.resolve();
    },
  });
  let calls = 0;
  const agent: FakeAgent = (request, signal) => {
    calls += 1;
    return calls > 1
      ? goodAgent(request, signal)
      : Promise.resolve({
          outcome: {
            type: 'failed',
            failure: { type: 'network', message: 'no way there' },
          },
        });
  };
  const { input, journal } = loopInput({
    spec: new MemorySpec('- [ ] 1. First\n  - _writes: src/1.ts_\n'),
    agent,
  });
  const state = await runLoop({ ...input, ports: { ...input.ports, clock } });
  expect(state.finished?.exit_code).toBe(0);
  expect(journal.events.some((event) => 'retry_at' in event)).toBe(true);
  expect(waitedMs).toBeGreaterThan(0);
  expect(waitedMs).toBeLessThan(3_600_000);
});
