import type { Event } from '../model/event.ts';
import type { AttemptId } from '../model/ids.ts';

/** One line of what happened: a fact of the journal, or something that an agent printed. */
export type LogEntry =
  | {
      readonly source: 'event';
      readonly at: string;
      /** A unit's id, or `run`. */
      readonly unit: string;
      readonly attempt: AttemptId | null;
      readonly event: Event;
    }
  | {
      readonly source: 'stdout' | 'stderr';
      /** When it was seen; null for what was there before: output has no times. */
      readonly at: string | null;
      readonly unit: string;
      readonly attempt: AttemptId;
      readonly text: string;
    };
