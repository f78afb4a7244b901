import type { Clock } from '../../src/ports/clock.ts';

type Waiter = { readonly time: number; readonly wake: () => void };

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  #waiters: readonly Waiter[] = [];
  #watchers: readonly (() => void)[] = [];

  constructor(start = '2025-01-01T00:00:00.000Z') {
    this.#nowMs = Date.parse(start);
  }

  /** How many waits have not ended yet. */
  get waiting(): number {
    return this.#waiters.length;
  }

  now(): string {
    return new Date(this.#nowMs).toISOString();
  }

  async until(
    time: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> {
    const due = Date.parse(time);
    if (due <= this.#nowMs || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const waiter: Waiter = { time: due, wake };
      this.#waiters = [...this.#waiters, waiter];
      signal.addEventListener('abort', wake);
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Moves the time and ends the waits that are due, the earliest first. */
  advance(ms: number): void {
    this.set(new Date(this.#nowMs + ms).toISOString());
  }

  /** Sets the time, also to an earlier one. */
  set(time: string): void {
    this.#nowMs = Date.parse(time);
    const due = this.#waiters.filter((each) => each.time <= this.#nowMs);
    for (const { wake } of due.toSorted((a, b) => a.time - b.time)) wake();
  }

  /** Resolves once this many waits are under way. */
  async whenWaiting(count = 1): Promise<void> {
    if (this.#waiters.length >= count) return;
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        if (this.#waiters.length < count) return;
        this.#watchers = this.#watchers.filter((each) => each !== watcher);
        resolve();
      };
      this.#watchers = [...this.#watchers, watcher];
    });
  }
}
