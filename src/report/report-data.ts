import type { Limits } from '../engine/limits.ts';
import type { Event } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Summary } from '../view/summary/summary-data.ts';

/** What every form of the report is made from: a run as it stands, and what cannot be read from its state. */
export type ReportData = {
  readonly state: State;
  readonly events: readonly Event[];
  readonly summary: Summary;
  /** When the report is made, ISO 8601. */
  readonly now: string;
  /** What each unit changed, as a unified diff with secrets masked; none where git has it no more. */
  readonly diffs: ReadonlyMap<TaskId, string>;
  /** What the run might use, so that every wait can be told apart. */
  readonly limits?: Limits | undefined;
};
