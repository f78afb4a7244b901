import type { Limits } from '../../engine/limits.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { reduce } from '../../engine/reduce.ts';
import type { Event } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { millisBetween } from '../../view/format.ts';
import type { WaitType } from '../../view/hold-reason.ts';
import { lookSpacing } from '../../view/look-spacing.ts';
import { findWaits } from '../../view/waits.ts';
import type { Waits } from '../../view/waits.ts';

/** A stretch in which a unit waited for one thing. */
export type WaitStretch = {
  readonly task_id: TaskId;
  readonly type: WaitType;
  readonly text: string;
  /** Milliseconds since the first event. */
  readonly from: number;
  readonly to: number;
};

/** What is looked at. */
export type WaitsOptions = {
  readonly now: string;
  readonly limits?: Limits | undefined;
  /** The units whose waits are shown. */
  readonly units: ReadonlySet<TaskId>;
};

/**
 * Goes through a journal once and notes what each unit waited for, in the words
 * of the engine. The time between two starts is nobody's wait and left out.
 */
export function waitStretches(
  events: readonly Event[],
  options: WaitsOptions,
): readonly WaitStretch[] {
  const { now, limits } = options;
  const begin = events[0]?.at ?? now;
  const shortest = lookSpacing(events, now);
  const notes = createNotes(options.units);
  let state = INITIAL_STATE;
  let [at, looked] = [0, -Infinity];
  const pass = (until: number): void => {
    if (until > at && (until - at >= shortest || until - looked >= shortest)) {
      notes.note(isOver(state) ? NO_WAITS : findWaits(state, { limits }), at);
      looked = at;
    }
    at = until;
  };
  for (const event of events) {
    // Whatever was waited for, nobody looked after the last start ended.
    if (event.type === 'run_started') notes.note(NO_WAITS, at);
    else pass(millisBetween(begin, event.at));
    at = millisBetween(begin, event.at);
    state = reduce(state, event);
  }
  if (!isOver(state)) pass(millisBetween(begin, now));
  notes.note(NO_WAITS, at);
  return notes.stretches;
}

const NO_WAITS: Waits = new Map();

const isOver = ({ finished }: State): boolean => finished !== null;

/** Joins what is the same from look to look. */
function createNotes(units: ReadonlySet<TaskId>): {
  readonly note: (waits: Waits, at: number) => void;
  readonly stretches: readonly WaitStretch[];
} {
  const stretches: WaitStretch[] = [];
  const open = new Map<TaskId, Omit<WaitStretch, 'to'>>();
  const note = (waits: Waits, at: number): void => {
    for (const [task_id, stretch] of open) {
      if (waits.get(task_id)?.text === stretch.text) continue;
      open.delete(task_id);
      if (at > stretch.from) stretches.push({ ...stretch, to: at });
    }
    for (const [task_id, { type, text }] of waits) {
      if (!units.has(task_id) || open.has(task_id)) continue;
      open.set(task_id, { task_id, type, text, from: at });
    }
  };
  return { note, stretches };
}
