import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Notices that files change, by the system's word and by looking again from time to time. */
export type Changes = {
  /** Resolves a moment after something has changed, at the next look at the latest, at once when it is over. */
  readonly next: () => Promise<void>;
  readonly [Symbol.dispose]: () => void;
};

/** What comes in a burst is one change; ten pictures a second are enough. */
const BURST_MS = 100;

/** Watches what lies directly in some folders; what the system does not tell of is found every `pollMs`. */
export function watchFolders(
  folders: readonly string[],
  { over, pollMs }: { readonly over: AbortSignal; readonly pollMs: number },
): Changes {
  let wake = new AbortController();
  const watchers = folders.flatMap((folder) =>
    listen(folder, () => {
      wake.abort();
    }),
  );
  return {
    next: async () => {
      await sleep(pollMs, AbortSignal.any([over, wake.signal]));
      await sleep(BURST_MS, over);
      wake = new AbortController();
    },
    [Symbol.dispose]: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function listen(folder: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, onChange);
    watcher.on('error', () => {
      watcher.close();
    });
    return [watcher];
  } catch {
    // No such folder yet, no watches left, or none on this file system.
    return [];
  }
}

/** An abort ends it early, and is no error. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
