import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import type { AgentConfigs } from '../../adapters/agents/backends.ts';
import { followJournal } from '../../adapters/store/follow-journal.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Event } from '../../model/event.ts';
import { RUN_TASK } from '../../model/ids.ts';
import type { AttemptId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { allAttempts } from '../../view/attempts.ts';
import type { LogEntry } from '../../view/log-entry.ts';
import {
  isAttemptShown,
  isEventShown,
  subjectOfAttempt,
} from '../../view/log-scope.ts';
import type { LogScope } from '../../view/log-scope.ts';
import { replay } from '../records/known-run.ts';
import { openAttempt } from './attempt-output.ts';
import type { AttemptOutput } from './attempt-output.ts';

/** Takes one entry; resolves when whoever reads is ready for more. */
export type OnEntry = (entry: LogEntry) => Promise<void>;

/** Reads a run's history and what its agents print, each line once. */
export type LogReader = {
  /** Reads the journal on; says what the run adds up to now. */
  readonly readEvents: () => State;
  /** Passes on what was read, with the output that belongs to it. */
  readonly tell: (
    scope: LogScope,
    onEntry: OnEntry,
    options: {
      /** ISO time of output that comes in now; null for what was there. */
      readonly at: string | null;
      /** Nothing more comes: lines that were never finished are told too. */
      readonly isEnded: boolean;
    },
  ) => Promise<void>;
};

type Open = { readonly attempt: Attempt; readonly output: AttemptOutput };

/** Opens a run's history; reads only. */
export function readLog(layout: Layout): LogReader {
  const follower = followJournal(layout.journal);
  const events: Event[] = [];
  const open = new Map<AttemptId, Open>();
  let state = INITIAL_STATE;
  let told = 0;
  let agents: AgentConfigs = {};
  return {
    readEvents: () => {
      const added = follower.next();
      state = replay(added, state);
      for (const event of added) events.push(event);
      if (added.some(({ type }) => type === 'config_changed')) {
        agents = agentsOf(events);
      }
      return state;
    },
    tell: async (scope, onEntry, ending) => {
      const added = events.slice(told);
      told = events.length;
      const attemptsDir = layout.attempts;
      await tellEvents(added, {
        ...{ state, scope, onEntry, open, at: ending.at },
        openOutput: (attempt) => openAttempt(attempt, { attemptsDir, agents }),
      });
      for (const one of open.values()) await drain(one, onEntry, ending);
    },
  };
}

type Telling = {
  readonly state: State;
  readonly scope: LogScope;
  readonly onEntry: OnEntry;
  /** Attempts whose output is still to come. */
  readonly open: Map<AttemptId, Open>;
  readonly at: string | null;
  readonly openOutput: (attempt: Attempt) => AttemptOutput;
};

async function tellEvents(
  events: readonly Event[],
  { state, scope, onEntry, open, at, openOutput }: Telling,
): Promise<void> {
  const byId = new Map(
    allAttempts(state).map((attempt) => [attempt.attempt_id, attempt]),
  );
  for (const event of events) {
    const id = 'attempt_id' in event ? event.attempt_id : null;
    const attempt = id === null ? null : (byId.get(id) ?? null);
    const running = id === null ? undefined : open.get(id);
    if (event.type === 'attempt_ended' && running !== undefined) {
      // Its logs are closed before it is written down that it ended.
      await drain(running, onEntry, { at, isEnded: true });
      open.delete(event.attempt_id);
    }
    if (isEventShown(event, attempt, { state, scope })) {
      await onEntry(entryOf(event, attempt));
    }
    if (event.type !== 'attempt_started' || attempt === null) continue;
    if (!isAttemptShown(attempt, state, scope)) continue;
    open.set(event.attempt_id, { attempt, output: openOutput(attempt) });
  }
}

const drain = (
  { attempt, output }: Open,
  onEntry: OnEntry,
  { at, isEnded }: { readonly at: string | null; readonly isEnded: boolean },
): Promise<void> =>
  output.read(
    (source, text) =>
      onEntry({
        ...{ source, at, text },
        unit: subjectOfAttempt(attempt),
        attempt: attempt.attempt_id,
      }),
    { isEnded },
  );

const entryOf = (event: Event, attempt: Attempt | null): LogEntry => ({
  source: 'event',
  at: event.at,
  unit:
    attempt !== null
      ? subjectOfAttempt(attempt)
      : 'task_id' in event
        ? event.task_id
        : RUN_TASK,
  attempt: attempt?.attempt_id ?? null,
  event,
});

/** CLIs of the config's own, as the last start had them; each was checked when it was written. */
function agentsOf(events: readonly Event[]): AgentConfigs {
  const agents = readRecorded(events).last.get('agents');
  return isJsonObject(agents) ? (agents as AgentConfigs) : {};
}
