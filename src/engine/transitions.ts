import type { Status } from '../model/status.ts';

/*
 * not_started ─▶ in_progress ─▶ pending_review ─▶ under_review ─▶ final_review ─▶ completed
 *      ▲             │  ▲             │                │               │
 *      │             │  └──────── fix_required ◀───────┴───────────────┘
 *      └─────────────┘
 * blocked ◀─▶ any open state        canceled ◀── any open state, by a person
 */

/** States a unit can be taken out of the line from. */
const OPEN_STATUSES = [
  'not_started',
  'in_progress',
  'pending_review',
  'under_review',
  'final_review',
  'fix_required',
] as const satisfies readonly Status[];

/** One allowed move and when it happens. */
export type Transition = {
  readonly from: Status;
  readonly to: Status;
  readonly when: string;
};

const line: readonly Transition[] = [
  move('not_started', 'in_progress', 'an attempt starts'),
  move('in_progress', 'pending_review', 'the attempt left work to look at'),
  move('in_progress', 'not_started', 'infrastructure failed, or recovery'),
  move('pending_review', 'under_review', 'a reviewer starts'),
  move('pending_review', 'fix_required', 'a check failed: no review is spent'),
  move('pending_review', 'not_started', 'recovery'),
  move('under_review', 'final_review', 'the verdict lets it pass'),
  move('under_review', 'fix_required', 'critical or major findings'),
  move('under_review', 'pending_review', 'the review was thrown away'),
  move('under_review', 'not_started', 'recovery'),
  move('final_review', 'completed', 'integrated'),
  move('final_review', 'fix_required', 'conflict or red check on the tip'),
  move('final_review', 'not_started', 'recovery'),
  move('fix_required', 'in_progress', 'a fix starts'),
  move('fix_required', 'not_started', 'recovery'),
  move('completed', 'not_started', 'reopened by a person'),
  move('canceled', 'not_started', 'taken back by a person'),
];

/** Every allowed move: the only authority on states. */
export const TRANSITIONS: readonly Transition[] = [
  ...line,
  ...OPEN_STATUSES.flatMap((open) => [
    move(open, 'blocked', 'a decision or another unit has to come first'),
    move('blocked', open, 'what blocked it is settled'),
    move(open, 'canceled', 'given up by a person'),
  ]),
  move('blocked', 'canceled', 'given up by a person'),
];

const allowed = new Set(TRANSITIONS.map(({ from, to }) => `${from}>${to}`));

/** Whether a unit may go from one status to the other. */
export const isAllowed = (from: Status, to: Status): boolean =>
  allowed.has(`${from}>${to}`);

/** Throws on a move that is not in the table: it is a bug, never ignored. */
export function assertTransition(from: Status, to: Status): void {
  if (!isAllowed(from, to)) {
    throw new Error(`Internal error: no transition from ${from} to ${to}`);
  }
}

function move(from: Status, to: Status, when: string): Transition {
  return { from, to, when };
}
