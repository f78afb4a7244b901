import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type { Unit } from '../model/unit.ts';
import type { Waits } from './waits.ts';

/** The columns of the board, in the order work moves through them. */
export const BOARD_COLUMNS = [
  'planned',
  'doing',
  'review',
  'done',
  'blocked',
] as const;
export type BoardColumn = (typeof BOARD_COLUMNS)[number];

/** One unit on the board. */
export type Card = {
  readonly task_id: TaskId;
  readonly description: string;
  readonly status: Status;
  readonly agent: string;
  /** Why it waits, null when it does not. */
  readonly wait: string | null;
};

export type Board = Readonly<Record<BoardColumn, readonly Card[]>>;

/** Sorts the units into columns, in file order. */
export function toBoard(state: State, waits: Waits): Board {
  const cards = (column: BoardColumn): readonly Card[] =>
    state.units
      .filter((unit) => COLUMN_OF[unit.status] === column)
      .map((unit) => toCard(unit, waits));
  return {
    planned: cards('planned'),
    doing: cards('doing'),
    review: cards('review'),
    done: cards('done'),
    blocked: cards('blocked'),
  };
}

/** A canceled unit is done with; its card says so. */
const COLUMN_OF: Readonly<Record<Status, BoardColumn>> = {
  not_started: 'planned',
  in_progress: 'doing',
  fix_required: 'doing',
  pending_review: 'review',
  under_review: 'review',
  final_review: 'review',
  completed: 'done',
  canceled: 'done',
  blocked: 'blocked',
};

const toCard = (unit: Unit, waits: Waits): Card => ({
  task_id: unit.plan.task_id,
  description: unit.plan.description,
  status: unit.status,
  agent: unit.reassigned_to ?? unit.plan.assignment.owner_agent,
  wait: waits.get(unit.plan.task_id)?.text ?? null,
});
