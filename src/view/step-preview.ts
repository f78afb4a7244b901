import { unreachable } from '../lib/unreachable.ts';
import type { Limits } from '../engine/limits.ts';
import { isConcludable } from '../engine/review/settle-review.ts';
import type { Command } from '../model/command.ts';
import type { Event, EventBody } from '../model/event.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Step } from '../model/step.ts';
import type { Unit } from '../model/unit.ts';
import { advance, settle } from '../simulation/play.ts';
import type { Play, Stage } from '../simulation/play.ts';
import { isSettled } from './status-look.ts';
import { findWaits } from './waits.ts';

/** One thing that a step would begin with. */
export type StepStart = {
  /** `run` where it is about all units. */
  readonly task_id: TaskId;
  /** `implement`, `review`, `checks`, `integrate`, …. */
  readonly what: string;
  /** Who does it; null where no agent does. */
  readonly backend: string | null;
};

/** A unit that the step would not take up at once. */
export type StepWait = {
  readonly task_id: TaskId;
  readonly status: Unit['status'];
  readonly why: string;
};

/** What a step would do first, by the engine itself. */
export type StepPreview = {
  readonly step: Step;
  readonly starts: readonly StepStart[];
  readonly waits: readonly StepWait[];
  /** How it would end at once, where there is nothing to wait for. */
  readonly end: {
    readonly exit_code: number;
    readonly reason: string;
  } | null;
};

/**
 * Lets the engine decide about a start that is for one step, with nobody who
 * carries anything out: what it decides then is what would be begun.
 */
export function previewStep(
  begun: Play,
  about: {
    readonly step: Step;
    readonly limits: Limits;
    /** What planning without an agent comes to. */
    readonly plan: (isDraft: boolean) => EventBody;
  },
): StepPreview {
  const starts: StepStart[] = [];
  const limits = { ...about.limits, step: about.step };
  const stage: Stage = {
    limits,
    cast: (command) => planOnly(command, about.plan),
    onEvent: (event) => {
      starts.push(...startIn(event));
    },
  };
  const { state, now } = throughPlan(begun, stage);
  const { finished } = state;
  return {
    step: about.step,
    starts,
    waits: waitsIn({ ...state, finished: null }, { limits, now }),
    end:
      finished === null
        ? null
        : { exit_code: finished.exit_code, reason: finished.reason },
  };
}

/** A plan without an agent is there at once; what follows it belongs to the same moment. */
function throughPlan(begun: Play, stage: Stage): Play {
  const settled = settle(begun, stage);
  if (settled.pending.length === 0) return settled;
  const planned = advance(settled, stage);
  return planned === null ? settled : settle(planned, stage);
}

const planOnly = (
  command: Command,
  plan: (isDraft: boolean) => EventBody,
): ReturnType<Stage['cast']> =>
  command.type === 'make_plan'
    ? [{ ms: 0, events: () => [plan(command.is_draft === true)] }]
    : [];

function startIn(event: Event): readonly StepStart[] {
  const of = (what: string, task_id: TaskId = RUN_TASK): StepStart[] => [
    { task_id, what, backend: null },
  ];
  switch (event.type) {
    case 'attempt_started': {
      const { task_id, role, backend } = event;
      return [{ task_id, what: role, backend }];
    }
    case 'planning_started':
      return of('plan');
    case 'baseline_started':
      return of('checks before the run');
    case 'checks_started':
      return of('checks', event.task_id);
    case 'review_ended':
      return of('consolidate', event.task_id);
    case 'integration_started':
      return of('integrate', event.task_id);
    case 'decision_opened':
      return of('question', event.task_id);
    case 'learnings_started':
      return of('learnings');
    case 'gate_started':
      return of('checks of everything together');
    case 'landing_started':
      return of('land');
    default:
      return [];
  }
}

function waitsIn(
  state: State,
  known: { readonly limits: Limits; readonly now: string },
): readonly StepWait[] {
  const waits = findWaits(state, known);
  return state.units.flatMap((unit) => {
    const reason = waits.get(unit.plan.task_id);
    if (reason === undefined || isSettled(unit.status)) return [];
    const why =
      reason.type === 'tick' ? `left to ${stepFor(unit)}` : reason.text;
    return [{ task_id: unit.plan.task_id, status: unit.status, why }];
  });
}

/** The step that takes a unit up where it stands. */
function stepFor(unit: Unit): Step {
  switch (unit.status) {
    case 'under_review':
      return isConcludable(unit) ? 'consolidate' : 'review';
    case 'pending_review':
      return 'review';
    case 'final_review':
      return 'consolidate';
    case 'not_started':
      return unit.plan.assignment.type === 'review' ? 'review' : 'dispatch';
    case 'in_progress':
    case 'fix_required':
    case 'blocked':
    case 'completed':
    case 'canceled':
      return 'dispatch';
    default:
      return unreachable(unit);
  }
}
