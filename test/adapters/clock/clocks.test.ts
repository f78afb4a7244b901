import { describe, expect, test } from 'vitest';
import { createSteadyClock } from '../../../src/adapters/clock/steady-clock.ts';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';
import { plusMs } from '../../../src/lib/iso-time.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';

const never = { signal: new AbortController().signal };

describe('the system clock', () => {
  test('is at the time or after it when a wait is over', async () => {
    const due = plusMs(systemClock.now(), 30);
    await systemClock.until(due, never);
    expect(systemClock.now() >= due).toBe(true);
  });

  test('does not wait for what is past, and not for nonsense', async () => {
    await systemClock.until('2001-01-01T00:00:00Z', never);
    await systemClock.until('soon', never);
  });

  test('stops waiting when told, however long the wait', async () => {
    const end = new AbortController();
    const waits = [
      systemClock.until('2999-01-01T00:00:00Z', { signal: end.signal }),
      systemClock.until('2999-01-01T00:00:00Z', {
        signal: AbortSignal.abort(),
      }),
    ];
    end.abort();
    await Promise.all(waits);
  });
});

/** A machine whose time goes on only while somebody waits, and can be set. */
function machine() {
  const time = { wall: Date.parse('2025-01-02T00:00:00Z'), steady: 0 };
  const pauses: number[] = [];
  const clock = createSteadyClock({
    wall: () => time.wall,
    steady: () => time.steady,
    pause: (ms) => {
      pauses.push(ms);
      time.wall += ms;
      time.steady += ms;
      return Promise.resolve();
    },
  });
  return { clock, time, pauses };
}

const DAY_MS = 86_400_000;

describe('a clock that is set while the program runs', () => {
  test('back a day: the time goes on from where it was, and a wait is no longer than it was', async () => {
    const { clock, time, pauses } = machine();
    const before = clock.now();
    time.wall -= DAY_MS;
    time.steady += 40;
    expect(clock.now()).toBe(plusMs(before, 40));
    await clock.until(plusMs(before, 1040), never);
    expect(pauses).toEqual([1000]);
    expect(clock.now()).toBe(plusMs(before, 1040));
  });

  test('back in the middle of a wait', async () => {
    const { clock, time, pauses } = machine();
    const due = plusMs(clock.now(), 70_000);
    await Promise.all([
      clock.until(due, never),
      Promise.resolve().then(() => (time.wall -= DAY_MS)),
    ]);
    expect(pauses).toEqual([30_000, 30_000, 10_000]);
  });

  test('forward, or back and forward again: the time of day counts', () => {
    const { clock, time } = machine();
    time.wall -= DAY_MS;
    clock.now();
    time.wall += 2 * DAY_MS;
    expect(clock.now()).toBe('2025-01-03T00:00:00.000Z');
  });

  test('by a sleep of the machine: a wait that is over is over', async () => {
    const { clock, time, pauses } = machine();
    const due = plusMs(clock.now(), 3_600_000);
    // Only the time of day goes on while it sleeps.
    time.wall += DAY_MS;
    await clock.until(due, never);
    expect(pauses).toEqual([]);
  });
});

describe('the manual clock', () => {
  test('ends the waits that are due, in their order', async () => {
    const clock = new ManualClock();
    const ended: number[] = [];
    const waits = [30, 10, 20].map(async (ms) => {
      await clock.until(plusMs(clock.now(), ms), never);
      ended.push(ms);
    });
    clock.advance(20);
    await Promise.all(waits.slice(1));
    expect(ended).toEqual([10, 20]);
    expect(clock.waiting).toBe(1);
    clock.advance(10);
    await waits[0];
  });

  test('ends a wait whose signal aborts', async () => {
    const clock = new ManualClock();
    const end = new AbortController();
    const wait = clock.until('2999-01-01T00:00:00Z', { signal: end.signal });
    expect(clock.waiting).toBe(1);
    end.abort();
    await wait;
    expect(clock.waiting).toBe(0);
  });
});
