import { describe, expect, test } from 'vitest';
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
