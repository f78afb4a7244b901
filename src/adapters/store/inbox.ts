import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, rmSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { msBetween, plusMs } from '../../lib/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';
import {
  hasCode,
  makePrivateFolder,
  readIfThere,
  writeWholeSync,
} from './file-system.ts';
import { parseAck, parseRequest } from './inbox-request.ts';

const ANSWER_WITHIN_MS = 5000;
const LOOK_EVERY_MS = 100;
const POLL_EVERY_MS = 1000;
/** Answers nobody came back for. */
const KEEP_ACKS_MS = 3_600_000;
/** No request of ours comes near it. */
const LARGEST = 65_536;
/** Names that requests get; anything else in the folder is left alone. */
const REQUEST = /^([\dTZ]+-[\da-f-]{36})\.json$/;

export type DropOptions = {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether the loop that would answer is still there; yes where nobody says. */
  readonly isWorthWaiting?: () => boolean;
};

/**
 * Leaves a request for the running loop and waits a moment for its answer. A
 * loop that ended without having read it never will: the request is taken back.
 */
export async function dropRequest(
  inbox: string,
  request: InboxRequest,
  { clock, signal, isWorthWaiting = () => true }: DropOptions,
): Promise<InboxAnswer | { readonly status: 'unheard' }> {
  makePrivateFolder(inbox);
  const dropped = clock.now();
  // Ids sort by time, so that requests are answered in their order.
  const id = `${dropped.replaceAll(/[-:.]/g, '')}-${randomUUID()}`;
  const path = join(inbox, `${id}.json`);
  writeWholeSync(path, `${JSON.stringify(request)}\n`);
  const ack = join(inbox, `${id}.ack`);
  for (;;) {
    const answer = parseAck(readIfThere(ack)?.toString() ?? '');
    if (answer !== null) {
      rmSync(ack, { force: true });
      return answer;
    }
    const waitedMs = msBetween(dropped, clock.now());
    if (waitedMs >= ANSWER_WITHIN_MS || signal.aborted) {
      const isLost = !isWorthWaiting() && takeBack(path);
      return { status: isLost ? 'unheard' : 'queued' };
    }
    await clock.until(plusMs(clock.now(), LOOK_EVERY_MS), { signal });
  }
}

/** Whether nobody had read it yet. */
function takeBack(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

export type WatchOptions = {
  readonly clock: Clock;
  /** Ends the watch; a request that is being answered is answered first. */
  readonly signal: AbortSignal;
  /** Must have recorded what it accepts when it resolves. */
  readonly onRequest: (
    request: InboxRequest,
  ) => InboxAnswer | Promise<InboxAnswer>;
};

/**
 * Answers requests until the signal aborts, those first that were left while
 * nothing ran. A kill between recording and answering lets a request come twice.
 */
export async function watchInbox(
  inbox: string,
  options: WatchOptions,
): Promise<void> {
  const { clock, signal } = options;
  makePrivateFolder(inbox);
  removeOldAcks(inbox, clock.now());
  let wake = new AbortController();
  const stop = listen(inbox, () => wake.abort());
  const onAbort = (): void => wake.abort();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      wake = new AbortController();
      await answerAll(inbox, options);
      const next = plusMs(clock.now(), POLL_EVERY_MS);
      await clock.until(next, { signal: wake.signal });
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop();
  }
}

/** Faster than the poll, which does the work where watching is not possible. */
function listen(inbox: string, onChange: () => void): () => void {
  try {
    const watcher = watch(inbox, onChange);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    // The system has no watches left, or the file system has none at all.
    return () => undefined;
  }
}

async function answerAll(
  inbox: string,
  { signal, onRequest }: WatchOptions,
): Promise<void> {
  for (const name of readdirSync(inbox).toSorted()) {
    const id = REQUEST.exec(name)?.[1];
    if (id === undefined) continue;
    if (signal.aborted) return;
    const path = join(inbox, name);
    const request = readRequest(path);
    const answer = request.ok
      ? await onRequest(request.value)
      : ({ status: 'refused', reason: request.error } as const);
    writeWholeSync(join(inbox, `${id}.ack`), `${JSON.stringify(answer)}\n`);
    rmSync(path, { force: true, recursive: true });
  }
}

function readRequest(path: string): ReturnType<typeof parseRequest> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile())
    return { ok: false, error: 'the request is no plain file' };
  if ((stat?.size ?? 0) > LARGEST)
    return { ok: false, error: 'the request is too large' };
  return parseRequest(readIfThere(path)?.toString() ?? '');
}

function removeOldAcks(inbox: string, now: string): void {
  for (const name of readdirSync(inbox).filter((each) =>
    each.endsWith('.ack'),
  )) {
    const path = join(inbox, name);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.parse(now) - written > KEEP_ACKS_MS) rmSync(path, { force: true });
  }
}
