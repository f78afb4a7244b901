import { describe, expect, test } from 'vitest';
import {
  createWatchdog,
  type WatchdogCause,
} from '../../../src/adapters/process/watchdog.ts';
import { SimulatedTime } from './simulated-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The limits of a real run. */
const LIMITS = {
  timeoutMs: 2 * HOUR,
  idleMs: 15 * MINUTE,
  toolIdleMs: 60 * MINUTE,
};

type Phase = 'working' | 'in_tool' | 'done';

/** A watched process on a simulated clock; a test says what it does. */
class Watched {
  readonly time = new SimulatedTime();
  readonly startedAt = this.time.now();
  phase: Phase = 'working';
  /** Share of the time in which it keeps a CPU busy. */
  cpuShare = 0;
  lastChange = 0;
  cause: WatchdogCause | null = null;
  endedAfter: number | null = null;
  looksAtFiles = 0;
  looksAtCpu = 0;
  #cpuMs = 0;

  readonly watchdog = createWatchdog({
    limits: LIMITS,
    phase: () => this.phase,
    cpuMs: () => {
      this.looksAtCpu += 1;
      return Promise.resolve(this.#cpuMs);
    },
    changedSince: (timeMs) => {
      this.looksAtFiles += 1;
      return Promise.resolve(this.lastChange > timeMs);
    },
    stop: (cause) => {
      this.cause ??= cause;
      this.endedAfter ??= this.time.now() - this.startedAt;
    },
    ticking: this.time,
  });

  /** Lets time pass; `each` happens every minute of it. */
  async runs(ms: number, each: () => void = () => undefined): Promise<void> {
    for (let left = ms; left > 0; left -= MINUTE) {
      this.#cpuMs += Math.min(left, MINUTE) * this.cpuShare;
      await this.time.pass(Math.min(left, MINUTE));
      each();
    }
  }
}

describe('a healthy agent is left alone', () => {
  test('in a ten-minute test run, whatever that run does', async () => {
    for (const phase of ['working', 'in_tool'] as const)
      for (const cpuShare of [0, 0.002, 0.5]) {
        const agent = new Watched();
        agent.phase = phase;
        agent.cpuShare = cpuShare;
        await agent.runs(10 * MINUTE);
        expect({ phase, cpuShare, cause: agent.cause }).toEqual({
          phase,
          cpuShare,
          cause: null,
        });
      }
  });

  test('in a tool that sleeps for most of an hour', async () => {
    const agent = new Watched();
    agent.phase = 'in_tool';
    await agent.runs(59 * MINUTE);
    expect(agent.cause).toBeNull();
  });

  test('as long as it works, says something, or a file changes', async () => {
    const busy = new Watched();
    busy.cpuShare = 0.05;
    await busy.runs(110 * MINUTE);
    const talking = new Watched();
    let minutes = 0;
    await talking.runs(110 * MINUTE, () => {
      minutes += 1;
      if (minutes % 14 === 0) talking.watchdog.touch();
    });
    const writing = new Watched();
    await writing.runs(110 * MINUTE, () => {
      minutes += 1;
      if (minutes % 10 === 0) writing.lastChange = writing.time.now();
    });
    expect([busy.cause, talking.cause, writing.cause]).toEqual([
      null,
      null,
      null,
    ]);
    // Files are looked at only where nothing else shows life.
    expect([busy.looksAtFiles, talking.looksAtFiles]).toEqual([0, 0]);
    expect(writing.looksAtFiles).toBeLessThanOrEqual(8);
  });

  test('when it begins to work after the last look but one', async () => {
    const agent = new Watched();
    await agent.runs(13 * MINUTE);
    agent.cpuShare = 0.5;
    await agent.runs(10 * MINUTE);
    expect(agent.cause).toBeNull();
  });
});

describe('an agent that does nothing', () => {
  test('is stopped after a quarter of an hour, in a tool after an hour', async () => {
    const idle = new Watched();
    await idle.runs(HOUR);
    expect(idle.cause).toBe('idle');
    expect(idle.endedAfter).toBeLessThanOrEqual(16 * MINUTE);
    const tool = new Watched();
    tool.phase = 'in_tool';
    await tool.runs(2 * HOUR - MINUTE);
    expect(tool.cause).toBe('idle');
    expect(tool.endedAfter).toBeGreaterThanOrEqual(HOUR);
    expect(tool.endedAfter).toBeLessThanOrEqual(61 * MINUTE);
    expect(tool.looksAtCpu).toBeLessThan(10);
  });

  test('is told by more than the ticking of a process that waits', async () => {
    const agent = new Watched();
    agent.cpuShare = 0.002;
    await agent.runs(HOUR);
    expect(agent.cause).toBe('idle');
  });

  test('after its last word has a moment to leave', async () => {
    const agent = new Watched();
    agent.phase = 'done';
    await agent.runs(MINUTE);
    expect(agent.cause).toBe('lingered');
    expect(agent.endedAfter).toBeGreaterThan(5000);
    expect(agent.endedAfter).toBeLessThan(10_000);
  });
});

test('two hours are the end, however busy it is', async () => {
  const agent = new Watched();
  agent.cpuShare = 1;
  await agent.runs(2 * HOUR - MINUTE);
  expect(agent.cause).toBeNull();
  await agent.runs(2 * MINUTE);
  expect(agent.cause).toBe('timeout');
});

describe('a sleep of the host', () => {
  test('counts for no limit, and is told', async () => {
    const agent = new Watched();
    await agent.runs(14 * MINUTE);
    await agent.time.jump(8 * HOUR);
    await agent.runs(14 * MINUTE);
    expect(agent.cause).toBeNull();
    expect(agent.watchdog.suspendedMs()).toBe(8 * HOUR);
    await agent.runs(2 * MINUTE);
    expect(agent.cause).toBe('idle');
    expect(agent.watchdog.suspendedMs()).toBe(8 * HOUR);
  });

  test('is no reason any more once the agent has gone on well for long', async () => {
    const agent = new Watched();
    await agent.time.jump(8 * HOUR);
    await agent.runs(20 * MINUTE, () => agent.watchdog.touch());
    expect(agent.watchdog.suspendedMs()).toBe(0);
  });

  test('is not what a clock that was set back looks like', async () => {
    const agent = new Watched();
    await agent.runs(10 * MINUTE);
    await agent.time.jump(-HOUR);
    await agent.runs(4 * MINUTE);
    expect(agent.cause).toBeNull();
    expect(agent.watchdog.suspendedMs()).toBe(0);
  });
});
