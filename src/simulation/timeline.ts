import type { Hold } from '../engine/schedule/hold.ts';
import { holdOf } from '../engine/schedule/holds.ts';
import type { Limits } from '../engine/limits.ts';
import { surveyOf } from '../engine/schedule/survey-of.ts';
import type { Survey } from '../engine/schedule/survey.ts';
import { msBetween } from '../lib/iso-time.ts';
import type { Role } from '../model/assignment.ts';
import type { TaskId } from '../model/ids.ts';
import type { Unit } from '../model/unit.ts';
import type { Play } from './play.ts';

/** What a unit does: an agent in a role, its checks, a person, or nothing. */
export type Doing =
  | { readonly type: Role | 'checks' | 'person' }
  /** Not begun, or between two steps; the hold says why. */
  | { readonly type: 'wait'; readonly hold: Hold | null };

/** A stretch of a unit's time in which it does one thing. */
export type Segment = Doing & {
  readonly task_id: TaskId;
  /** Milliseconds since the play began. */
  readonly from: number;
  readonly to: number;
};

/** Watches a play and cuts the time of each unit into segments; those without a length are left out. */
export type Timeline = {
  readonly note: (play: Play) => void;
  /** Those of each unit in their order. */
  readonly segments: () => readonly Segment[];
};

/** Starts to watch at `begin`, an ISO time. */
export function createTimeline(begin: string, limits: Limits): Timeline {
  const segments: Segment[] = [];
  const open = new Map<TaskId, { doing: Doing; from: number }>();
  const places = new Map<TaskId, number>();
  const end = (task_id: TaskId, at: number): void => {
    const ended = open.get(task_id);
    if (ended === undefined || ended.from === at) return;
    const { doing, from } = ended;
    const place = places.get(task_id) ?? -1;
    const last = segments[place];
    // What only a moment without a length cut in two is one.
    if (last?.to === from && isSame(last, doing)) {
      segments[place] = { ...last, to: at };
    } else {
      places.set(
        task_id,
        segments.push({ ...doing, task_id, from, to: at }) - 1,
      );
    }
  };
  return {
    segments: () => segments,
    note: ({ state, now }) => {
      const at = msBetween(begin, now);
      const survey = surveyOf({ state, limits, now });
      for (const unit of state.units) {
        const { task_id } = unit.plan;
        const doing = doingOf(unit, survey);
        if (isSame(open.get(task_id)?.doing ?? null, doing)) continue;
        end(task_id, at);
        if (doing === null) open.delete(task_id);
        else open.set(task_id, { doing, from: at });
      }
    },
  };
}

/** What a unit does right now; null once it is settled. */
function doingOf(unit: Unit, survey: Survey): Doing | null {
  if (unit.status === 'completed' || unit.status === 'canceled') return null;
  const running = unit.attempts.find(({ status }) => status === 'running');
  if (running !== undefined) return { type: running.role };
  if (unit.is_checking) return { type: 'checks' };
  if (unit.status === 'blocked') {
    return unit.plan.manual ? { type: 'person' } : { type: 'wait', hold: null };
  }
  return { type: 'wait', hold: holdOf(unit, survey) };
}

/** The same reason counts as the same wait, whoever else joins it. */
function isSame(a: Doing | null, b: Doing | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.type !== 'wait' || b.type !== 'wait') return a.type === b.type;
  return JSON.stringify(a.hold) === JSON.stringify(b.hold);
}
