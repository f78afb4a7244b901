import { expect, test } from 'vitest';
import {
  createWatchdog,
  type WatchdogCause,
} from '../../../src/adapters/process/watchdog.ts';

/** A watchdog on a wall clock that moves by `stepMs` with every look at it. */
const watch = (options: {
  readonly stepMs: number;
  readonly limits?: {
    timeoutMs?: number;
    idleMs?: number;
    toolIdleMs?: number;
  };
  readonly cpuMs?: (time: number) => number;
  readonly jumps?: Readonly<Record<number, number>>;
  readonly phase?: () => 'working' | 'in_tool' | 'done';
  readonly looks: number;
}): Promise<{
  cause: WatchdogCause | null;
  atMs: number;
  suspendedMs: number;
}> =>
  new Promise((resolve) => {
    let time = 0;
    let looks = 0;
    const end = (cause: WatchdogCause | null) => {
      watchdog.release();
      resolve({ cause, atMs: time, suspendedMs: watchdog.suspendedMs() });
    };
    const now = () => {
      time += options.stepMs + (options.jumps?.[looks] ?? 0);
      looks += 1;
      if (looks > options.looks) queueMicrotask(() => end(null));
      return time;
    };
    const watchdog = createWatchdog({
      // A tick is a quarter of the shortest limit, in real time.
      limits: {
        timeoutMs: 1e9,
        idleMs: 1e9,
        toolIdleMs: 20,
        ...options.limits,
      },
      phase: options.phase ?? (() => 'working'),
      cpuMs: () => Promise.resolve(options.cpuMs?.(time) ?? 0),
      stop: end,
      now,
    });
  });

test('an hour in which the host slept counts for no limit, and is told', async () => {
  const result = await watch({
    stepMs: 100,
    limits: { timeoutMs: 3000, idleMs: 100_000 },
    jumps: { 10: 3_600_000 },
    looks: 25,
  });
  expect(result.cause).toBeNull();
  expect(result.suspendedMs).toBe(3_600_100);
});

test('without a sleep the same time runs out', async () => {
  const result = await watch({
    stepMs: 1000,
    limits: { timeoutMs: 10_000 },
    looks: 25,
  });
  expect(result).toMatchObject({ cause: 'timeout', suspendedMs: 0 });
});

test('a clock that was set back neither ends nor prolongs anything much', async () => {
  const result = await watch({
    stepMs: 1000,
    limits: { timeoutMs: 10_000 },
    jumps: { 3: -3_600_000 },
    looks: 40,
  });
  expect(result).toMatchObject({ cause: 'timeout', suspendedMs: 0 });
});

test('work of the CPU is a sign of life; the ticking of a process that waits is none', async () => {
  const limits = { idleMs: 10_000 };
  const busy = await watch({
    stepMs: 500,
    limits,
    looks: 80,
    cpuMs: (t) => t / 2,
  });
  expect(busy.cause).toBeNull();
  const waiting = await watch({
    stepMs: 500,
    limits,
    looks: 80,
    cpuMs: (t) => t / 1000,
  });
  expect(waiting.cause).toBe('idle');
});

test('after its last word a process has a moment to leave', async () => {
  const result = await watch({ stepMs: 500, phase: () => 'done', looks: 80 });
  expect(result.cause).toBe('lingered');
  expect(result.atMs).toBeGreaterThan(5000);
  expect(result.atMs).toBeLessThan(10_000);
});
