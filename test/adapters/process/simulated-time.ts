import type { Ticking } from '../../../src/adapters/process/ticking.ts';

const SECOND_MS = 1000;

/** Time that passes only when a test says so: hours in no time. */
export class SimulatedTime implements Ticking {
  #now = Date.parse('2025-01-01T00:00:00Z');
  #tick: () => void = () => undefined;

  readonly now = (): number => this.#now;

  readonly every = (_ms: number, tick: () => void): (() => void) => {
    this.#tick = tick;
    return () => {
      this.#tick = () => undefined;
    };
  };

  /** Lets this much time pass, a second at a time; what it starts is done before the next. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SECOND_MS) await this.jump(SECOND_MS);
  }

  /** Moves the clock at once: the host slept, or somebody set it. */
  async jump(ms: number): Promise<void> {
    this.#now += ms;
    this.#tick();
    for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
  }
}
