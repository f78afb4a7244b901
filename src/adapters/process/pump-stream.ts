import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { InTurn } from './turns.ts';

/** Takes text as it comes; the stream waits until it is done with it. */
export type Consume = (text: string) => Promise<void>;

/** A stream that is being read. */
export type Pump = {
  /** Resolves at the stream's end; rejects only with what `consume` threw. */
  readonly done: Promise<void>;
  /** Reads what is still there, then lets go, whoever holds the other end. */
  drain(): Promise<void>;
};

/** Silence after which a pipe that nobody closes is let go. */
const QUIET_MS = 500;
/** Longest that a pipe is read after its process is gone. */
const DRAIN_LIMIT_MS = 10_000;
const POLL_MS = 20;

/**
 * Reads a stream as text, at the pace of its consumer; broken UTF-8 is
 * replaced. Until it is its turn what has come stays bytes, which cost little.
 */
export const pumpStream = (
  stream: Readable,
  consume: Consume,
  inTurn: InTurn = (work) => work(),
): Pump => {
  const decoder = new TextDecoder();
  let isBusy = false;
  let isOver = false;
  let lastAt = performance.now();

  const hand = async (decode: () => string): Promise<void> => {
    isBusy = true;
    await inTurn(() => consume(decode()));
    isBusy = false;
    lastAt = performance.now();
  };
  const read = async (): Promise<void> => {
    let failure: { readonly error: unknown } | null = null;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        try {
          await hand(() => decoder.decode(chunk, { stream: true }));
        } catch (error) {
          failure = { error };
          break;
        }
      }
    } catch {
      // The pipe was cut: what came before it counts.
    }
    if (failure !== null) throw failure.error;
    await hand(() => decoder.decode());
  };
  const done = read().finally(() => {
    isOver = true;
  });
  // Whoever awaits it hears of a failure; nobody has to yet.
  done.catch(() => undefined);

  return {
    done,
    drain: async () => {
      const startedAt = performance.now();
      lastAt = startedAt;
      while (!isOver) {
        await Promise.race([done, wait(POLL_MS)]);
        const now = performance.now();
        const isQuiet = !isBusy && now - lastAt > QUIET_MS;
        if (isQuiet || now - startedAt > DRAIN_LIMIT_MS) stream.destroy();
      }
      await done;
    },
  };
};
