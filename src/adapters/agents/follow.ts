import type {
  AgentProcesses,
  AgentWatcher,
} from '../../ports/agent-processes.ts';
import type { Activity } from '../../ports/agents.ts';
import { activityText } from './activity.ts';
import type { AgentEvent } from './agent-event.ts';
import type { Backend } from './backend.ts';
import { addEvent, EMPTY_TRANSCRIPT, type Transcript } from './transcript.ts';

/** Reads the stream of one attempt as it comes. */
export type Follower = AgentWatcher & {
  transcript(): Transcript;
  /** Aborts when the CLI does nothing any more but repeat an error. */
  readonly stuck: AbortSignal;
};

/** A CLI that has tried for this long without coming further will not get over it. */
const MAX_RETRY_MS = 3 * 60_000;
/** Errors further apart than any back-off have nothing to do with each other. */
const SAME_STREAK_MS = 90_000;

export type FollowOptions = {
  readonly backend: Backend;
  readonly processes: Pick<AgentProcesses, 'mask'>;
  readonly onActivity: (activity: Activity) => void;
};

/** Turns lines into events, events into what is known, and tells people on the way. */
export const follow = ({
  backend,
  processes,
  onActivity,
}: FollowOptions): Follower => {
  const stuck = new AbortController();
  let transcript = EMPTY_TRANSCRIPT;
  let streak: { readonly first: number; readonly last: number } | null = null;
  let lastShown = '';

  const noticeRetry = (): void => {
    const now = performance.now();
    if (streak === null || now - streak.last > SAME_STREAK_MS)
      streak = { first: now, last: now };
    else streak = { ...streak, last: now };
    const isLong = streak.last - streak.first > MAX_RETRY_MS;
    if (transcript.retries >= backend.max_tries || isLong) stuck.abort();
  };
  const take = (events: readonly AgentEvent[]): void => {
    for (const event of events) {
      transcript = addEvent(transcript, event);
      if (transcript.retries === 0) streak = null;
      else if (event.type === 'error' && event.is_transient) noticeRetry();
      const text = activityText(event, transcript.text);
      if (text === null || text === lastShown) continue;
      lastShown = text;
      onActivity({ text: processes.mask(text), at: new Date().toISOString() });
    }
  };
  return {
    stuck: stuck.signal,
    transcript: () => transcript,
    // Masked before it is cut or quoted anywhere: half a secret is found by nobody.
    onLine: (line) => take(backend.parse(processes.mask(line))),
    onErrorLine: (line) =>
      take(backend.parseError?.(processes.mask(line)) ?? []),
    phase: () => {
      if (transcript.done !== null) return 'done';
      return transcript.open_tools.size > 0 || !backend.tells_tool_start
        ? 'in_tool'
        : 'working';
    },
  };
};
