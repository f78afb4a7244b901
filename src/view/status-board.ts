import { isWaiting } from '../engine/schedule/dispatch.ts';
import type { Hold } from '../engine/schedule/hold.ts';
import { holdOf } from '../engine/schedule/holds.ts';
import { byTurn } from '../engine/schedule/rank.ts';
import { surveyOf } from '../engine/schedule/survey-of.ts';
import type { Situation } from '../engine/situation.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { isBusy, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { runningAttempts } from './attempts.ts';
import { BOARD_COLUMNS, toBoard } from './board.ts';
import type { BoardColumn, Card } from './board.ts';
import { command, decideCommand, openDecisions } from './decisions.ts';
import { nextCommand } from './next-command.ts';
import type { NextCommand, SummaryOptions } from './next-command.ts';
import { isSettled } from './status-look.ts';
import { staleMark } from './stale.ts';
import type { Liveness, RunnerLife } from './stale.ts';
import { findWaits } from './waits.ts';

/** One unit on the board, with what of it is alive. */
export type StatusCard = Card & {
  /** What runs: `implement 1`; null where nothing does. */
  readonly attempt: string | null;
  /** ISO time since when; null where nothing runs. */
  readonly since: string | null;
  /** What is not as the state has it; null where all is well. */
  readonly stale: string | null;
};

/** Where each unit is, and who goes on first when something is free. */
export type StatusBoard = Readonly<
  Record<BoardColumn, readonly StatusCard[]>
> & { readonly next: readonly TaskId[] };

/** What the state does not know. */
export type StatusBoardOptions = Situation & {
  readonly liveness: Liveness;
  /** What the checks of a unit carry in their environment. */
  readonly checkMark: (id: TaskId) => string;
};

/** Sorts the units into columns, with what the system says of each. */
export function toStatusBoard(options: StatusBoardOptions): StatusBoard {
  const { state, limits, now } = options;
  const board = toBoard(state, findWaits(state, { limits, now }));
  const cards = (column: BoardColumn): readonly StatusCard[] =>
    board[column].map((card) => ({ ...card, ...lifeOf(card, options) }));
  const [planned, doing, review, done, blocked] = BOARD_COLUMNS;
  return {
    planned: cards(planned),
    doing: cards(doing),
    review: cards(review),
    done: cards(done),
    blocked: cards(blocked),
    next: findNext(options),
  };
}

function lifeOf(
  { task_id }: Card,
  { state, liveness, checkMark }: StatusBoardOptions,
): Pick<StatusCard, 'attempt' | 'since' | 'stale'> {
  const unit = unitOf(state, task_id);
  const running = runningAttempts(unit);
  return {
    attempt:
      running.length > 0
        ? running.map(({ role, n }) => `${role} ${n}`).join(' and ')
        : unit.is_checking
          ? 'checks'
          : null,
    since: running[0]?.started_at ?? null,
    stale: staleMark(unit, checkMark(task_id), liveness),
  };
}

const MOST_NEXT = 3;

/** What a moment, a free slot or the end of somebody's pause is enough for. */
const SOON: readonly Hold['type'][] = [
  ...(['slot', 'cap', 'backend', 'resource', 'retry', 'baseline'] as const),
  ...(['integration', 'tick', 'draining', 'paused'] as const),
];

/** Those that nothing but a free place keeps, in the engine's own order; where there are none, the first of the others. */
function findNext(situation: Situation): readonly TaskId[] {
  const survey = surveyOf(situation);
  const { state } = situation;
  const isSoon = (unit: Unit): boolean => {
    if (!isWaiting(unit, state)) return false;
    const hold = holdOf(unit, survey);
    return hold === null || SOON.includes(hold.type);
  };
  const open = state.units
    .filter(
      (unit) =>
        !isSettled(unit.status) && unit.status !== 'blocked' && !isBusy(unit),
    )
    .toSorted(byTurn(state));
  const soon = open.filter(isSoon);
  return (soon.length > 0 ? soon.slice(0, MOST_NEXT) : open.slice(0, 1)).map(
    ({ plan }) => plan.task_id,
  );
}

/** The one command to run next, by whether the run is up. */
export function statusCommand(
  state: State,
  runner: RunnerLife,
  options: SummaryOptions,
): NextCommand {
  if (runner === 'dead') return nextCommand(state, options);
  const [decision] = openDecisions(state);
  const [option] = decision?.options ?? [];
  if (decision !== undefined && option !== undefined) {
    return {
      purpose: `answer ${decision.id}; the run goes on with it`,
      command: decideCommand(decision, option, options.flags),
    };
  }
  return {
    purpose: 'watch it',
    command: command(['status', '--watch', ...options.flags]),
  };
}
