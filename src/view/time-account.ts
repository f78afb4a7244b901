import { INITIAL_STATE } from '../engine/reduce/initial-state.ts';
import type { Limits } from '../engine/limits.ts';
import { reduce } from '../engine/reduce.ts';
import type { Event } from '../model/event.ts';
import { isWritingRole } from '../model/assignment.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { millisBetween } from './format.ts';
import { WAIT_TYPES } from './hold-reason.ts';
import { isSettled } from './status-look.ts';
import { lookSpacing } from './look-spacing.ts';
import { findWaits } from './waits.ts';
import type { Waits } from './waits.ts';

/** What the time of a unit goes into: work on it, and what it waits for. */
export const TIME_REASONS = ['agent', 'review', ...WAIT_TYPES] as const;
export type TimeReason = (typeof TIME_REASONS)[number];

/** Milliseconds by reason; a reason that took none is left out. */
export type Spent = Readonly<Partial<Record<TimeReason, number>>>;

/** Where the minutes of a run went. */
export type TimeAccount = {
  /** All units together: several at once count several times. */
  readonly total: Spent;
  /** Each unit from the plan to its end; the sum of its reasons is exactly that time. */
  readonly units: ReadonlyMap<TaskId, Spent>;
  /** How long nobody ran it between its starts, by the clock on the wall. */
  readonly stopped_ms: number;
};

/** What the events alone do not know. */
export type TimeOptions = {
  /** What the run may use, so that slots, caps and resources are told apart. */
  readonly limits?: Limits | undefined;
  /** Time up to which a run is counted that is not over; its last event's unless given. */
  readonly now?: string;
};

/**
 * Goes through a journal once. Between two events nothing changes, so each
 * stretch belongs, unit by unit, to what the engine said at its start. In a
 * journal of very many moments a short stretch may go by what was said just
 * before: what is worked on is always exact, and so is the sum.
 */
export function toTimeAccount(
  events: readonly Event[],
  options: TimeOptions = {},
): TimeAccount {
  const units = new Map<TaskId, Record<string, number>>();
  const end = options.now ?? events.at(-1)?.at ?? '';
  const waitsAt = createWaitsAt(lookSpacing(events, end), options.limits);
  let state = INITIAL_STATE;
  let stopped_ms = 0;
  const spend = (until: string, isStop: boolean): void => {
    const ms = millisBetween(state.updated_at, until);
    if (ms === 0) return;
    const isStopped = isStop || state.finished !== null;
    if (isStopped) stopped_ms += ms;
    const waits = isStopped ? null : waitsAt(state, until);
    for (const [id, reason] of reasonsOf(state, waits)) {
      const spent = units.get(id) ?? {};
      spent[reason] = (spent[reason] ?? 0) + ms;
      units.set(id, spent);
    }
  };
  for (const event of events) {
    // Whatever the last start left running, nothing ran until this one.
    spend(event.at, event.type === 'run_started');
    state = reduce(state, event);
  }
  if (options.now !== undefined && state.finished === null) {
    spend(options.now, false);
  }
  return { units, total: sum([...units.values()]), stopped_ms };
}

/** Adds up what some units spent. */
function sum(all: readonly Spent[]): Spent {
  const entries = TIME_REASONS.map(
    (reason) =>
      [
        reason,
        all.reduce((total, spent) => total + (spent[reason] ?? 0), 0),
      ] as const,
  );
  return Object.fromEntries(entries.filter(([, ms]) => ms > 0));
}

/** Looks the waits up, but not again before so many milliseconds have passed. */
function createWaitsAt(
  spacing: number,
  limits: Limits | undefined,
): (state: State, until: string) => Waits {
  let looked: { readonly at: string; readonly waits: Waits } | null = null;
  return (state, until) => {
    if (looked === null || millisBetween(looked.at, until) >= spacing) {
      looked = {
        at: state.updated_at ?? until,
        waits: findWaits(state, { limits }),
      };
    }
    return looked.waits;
  };
}

/** What every open unit does or waits for from here on; nothing where the run is stopped. */
function* reasonsOf(
  state: State,
  waits: Waits | null,
): Generator<readonly [TaskId, TimeReason]> {
  for (const unit of state.units) {
    if (isSettled(unit.status)) continue;
    const id = unit.plan.task_id;
    yield [
      id,
      waits === null
        ? 'stopped'
        : (workOn(unit, state) ?? waits.get(id)?.type ?? 'slot'),
    ];
  }
}

/** What is done for the unit right now; null where it waits. */
function workOn(unit: Unit, state: State): TimeReason | null {
  if (unit.is_checking) return 'checks';
  if (state.integrating === unit.plan.task_id) return 'integration';
  const running = unit.attempts.filter(({ status }) => status === 'running');
  if (running.length === 0) return null;
  return running.some(({ role }) => isWritingRole(role)) ||
    unit.plan.assignment.type === 'review'
    ? 'agent'
    : 'review';
}
