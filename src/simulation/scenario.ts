import { unreachable } from '../lib/unreachable.ts';
import type { Attempt, AttemptEnd } from '../model/attempt.ts';
import type { Command } from '../model/command.ts';
import type { EventBody } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { attemptOf, findUnit } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import {
  attemptEnded,
  baselineEnded,
  checksEnded,
  gateEnded,
  integrated,
  landed,
  learningsKept,
  workOf,
  workTaken,
} from './facts.ts';
import type { Cast, Ending } from './play.ts';

/** How long the parts of a unit take, in milliseconds of virtual time. */
export type Durations = {
  readonly implement: number;
  readonly review: number;
  /** Each review but the last finds something: a fix and its review follow. */
  readonly fixes: readonly { readonly fix: number; readonly review: number }[];
  /** A run of the checks on its tree; 0 unless given. */
  readonly checks?: number;
  /** What a person needs to do it, where it is for one; 0 unless given. */
  readonly person?: number;
};

/** What happens to each unit. Integration and landing take no time. */
export type Scenario = (unit: Unit) => Durations;

/** A world in which everything goes as the scenario says. */
export const castOf =
  (scenario: Scenario): Cast =>
  (command, state) => {
    switch (command.type) {
      case 'record':
        return command.events.flatMap((event) =>
          answersTo(event, state, scenario),
        );
      case 'run_attempt':
        return [runAttempt(command, state, scenario)];
      case 'run_checks': {
        const { task_id } = command;
        const unit = findUnit(state, task_id);
        const checks = unit === undefined ? 0 : (scenario(unit).checks ?? 0);
        return [ending(checks, (then) => checksEnded(then, task_id, true))];
      }
      case 'integrate':
        return [ending(0, () => integrated(command.task_id))];
      case 'take_work': {
        const { task_id, from } = command;
        return [ending(0, (then) => workTaken(then, { task_id, by: from }))];
      }
      case 'run_baseline':
        return [ending(0, () => baselineEnded(true))];
      case 'run_gate':
        return [ending(0, () => gateEnded(true))];
      case 'keep_learnings':
        return [ending(0, learningsKept)];
      case 'land':
        return [ending(0, landed)];
      case 'make_plan':
      case 'finish':
        return [];
      default:
        return unreachable(command);
    }
  };

const ending = (ms: number, event: (state: State) => EventBody): Ending => ({
  ms,
  events: (state) => [event(state)],
});

function runAttempt(
  command: Extract<Command, { type: 'run_attempt' }>,
  state: State,
  scenario: Scenario,
): Ending {
  const { task_id } = command;
  const attempt = attemptOf(state, command);
  const unit = findUnit(state, task_id);
  // An attempt of the whole run belongs to no unit: it takes no time here.
  if (unit === undefined) return ending(0, () => attemptEnded(attempt));
  const { implement, review, fixes } = scenario(unit);
  const round = unit.fix_attempts;
  if (attempt.role === 'review') {
    // A unit that only reads has no work to find fault with.
    const isGood =
      unit.plan.assignment.type === 'review' || round >= fixes.length;
    const ms = round === 0 ? review : (fixes[round - 1]?.review ?? review);
    return ending(ms, () =>
      attemptEnded(attempt, isGood ? {} : { verdict: faultIn(task_id) }),
    );
  }
  // A fix that no scenario asked for, of a run that goes on, is work like any.
  const ms =
    attempt.role === 'fix' ? (fixes[round]?.fix ?? implement) : implement;
  return ending(ms, () => attemptEnded(attempt, goodWork(attempt)));
}

/**
 * Work that changes no file: a plan is played by what it says that units touch,
 * and any path made up here could belong to another unit.
 */
const goodWork = (attempt: Attempt): Partial<AttemptEnd> => ({
  evidence: workOf(attempt, []),
  report: {
    status: 'completed',
    summary: 'done',
    no_changes_needed: true,
    reason: 'only played',
  },
});

const faultIn = (task_id: TaskId) =>
  ({ task_id, severity: 'major', summary: 'not right yet' }) as const;

/** What is for a person is done when it takes a person; other questions stay open. */
function answersTo(
  event: EventBody,
  state: State,
  scenario: Scenario,
): readonly Ending[] {
  if (event.type !== 'decision_opened') return [];
  const { decision, task_id } = event;
  const unit = findUnit(state, task_id);
  const option = decision.options.find(({ action }) => action === 'accept');
  if (unit?.plan.manual !== true || option === undefined) return [];
  return [
    ending(scenario(unit).person ?? 0, () => ({
      type: 'decision_answered',
      task_id,
      decision_id: decision.id,
      answer: {
        option: option.n,
        action: option.action,
        note: null,
        by: 'a person',
        at: decision.created_at,
      },
    })),
  ];
}
