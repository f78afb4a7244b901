import { unreachable } from '../lib/unreachable.ts';
import { holdOf } from '../engine/schedule/holds.ts';
import { OPEN_LIMITS } from '../engine/limits.ts';
import type { Limits } from '../engine/limits.ts';
import type { Situation } from '../engine/situation.ts';
import { surveyOf } from '../engine/schedule/survey-of.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { findUnit, isBusy } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { freeingDecision } from './decisions.ts';
import { holdReason, wait } from './hold-reason.ts';
import type { WaitReason } from './hold-reason.ts';

/** The reasons of all units that wait. */
export type Waits = ReadonlyMap<TaskId, WaitReason>;

/** What the state alone does not know. */
export type WaitOptions = {
  /** Decides which pauses are over; the last event's time unless given. */
  readonly now?: string | null;
  /** What the run may use; without it caps, slots and resources are not told apart. */
  readonly limits?: Limits | undefined;
};

/** Finds every wait, by the very rules the engine goes by. */
export function findWaits(state: State, options: WaitOptions = {}): Waits {
  const situation = situationOf(state, options);
  const waits = new Map<TaskId, WaitReason>();
  for (const unit of state.units) {
    const reason = findReason(unit, situation);
    if (reason !== null) waits.set(unit.plan.task_id, reason);
  }
  return waits;
}

/** Why one unit waits; null when it runs or is settled. */
export function waitReason(
  state: State,
  task_id: TaskId,
  options: WaitOptions = {},
): WaitReason | null {
  const unit = findUnit(state, task_id);
  return unit === undefined
    ? null
    : findReason(unit, situationOf(state, options));
}

/** Nobody said what the run may use: nothing is held against a unit then. */
const UNKNOWN_LIMITS: Limits = {
  ...OPEN_LIMITS,
  jobs: Infinity,
  roles: {
    code: ['codex'],
    ui: ['gemini'],
    review: ['codex'],
    assign: [],
    integrate: [],
    orchestrate: [],
  },
  hasChecks: false,
  isDraining: false,
  shouldLand: true,
  waitsForAnswers: false,
};

const situationOf = (state: State, options: WaitOptions): Situation =>
  surveyOf({
    state,
    limits: options.limits ?? UNKNOWN_LIMITS,
    now: options.now ?? state.updated_at ?? '',
  });

function findReason(unit: Unit, situation: Situation): WaitReason | null {
  const { state } = situation;
  switch (unit.status) {
    case 'completed':
    case 'canceled':
      return null;
    case 'blocked':
      return blockedReason(unit, state);
    case 'not_started':
    case 'in_progress':
    case 'pending_review':
    case 'under_review':
    case 'fix_required':
    case 'final_review':
      return isBusy(unit) || state.integrating === unit.plan.task_id
        ? null
        : openReason(unit, situation);
    default:
      return unreachable(unit);
  }
}

/** What a blocked unit waits for now: what it was blocked by may have gone on since. */
export function blockedReason(
  { freed_by, reason }: Extract<Unit, { status: 'blocked' }>,
  state: State,
): WaitReason {
  if (state.decisions.some(({ id }) => id === freed_by)) {
    return wait('decision', `decision ${freed_by}: ${reason}`);
  }
  const why = whyNotYet(freed_by, state);
  return wait(
    'dependency',
    `after ${freed_by}${why === '' ? '' : ` (${why})`}`,
  );
}

/** What keeps the unit that another one waits for; a few words, for a narrow column. */
function whyNotYet(freed_by: string, state: State): string {
  const decision = freeingDecision(state, freed_by);
  if (decision !== null) return `decision ${decision.id}`;
  const other = findUnit(state, freed_by as TaskId);
  if (other === undefined) return '';
  if (other.status === 'blocked') return `after ${other.freed_by}`;
  return other.status === 'fix_required' || other.fix_attempts > 0
    ? 'being fixed'
    : '';
}

/** A run that has ended gives out nothing, whatever is free. */
function openReason(unit: Unit, situation: Situation): WaitReason {
  const { state } = situation;
  const hold = holdOf(unit, situation);
  const isTold =
    hold?.type === 'dependency' ||
    hold?.type === 'files' ||
    hold?.type === 'decision' ||
    hold?.type === 'budget';
  if (state.finished !== null && !isTold) {
    return wait('stopped', 'the next start goes on with it');
  }
  if (hold !== null) return holdReason(hold, state);
  return unit.status === 'final_review'
    ? wait('integration', 'integrated next')
    : wait('slot', 'waits for a free slot');
}
