import type { State } from '../../model/state.ts';
import { unitOf } from '../../model/state-access.ts';
import { runningAttempts } from '../../view/attempts.ts';
import { formatDuration, millisBetween } from '../../view/format.ts';
import type { StatusBoard, StatusCard } from '../../view/status-board.ts';
import { isUnderway, statusLook } from '../../view/status-look.ts';
import {
  cutText,
  oneLine,
  padText,
  textWidth,
} from '../../view/terminal-text.ts';
import { tint } from '../colour.ts';

/** What a card's line is made of, and how much room it has. */
export type CardLineOptions = {
  readonly state: State;
  readonly board: StatusBoard;
  readonly now: string;
  /** Columns of the longest id and of the longest title. */
  readonly widths: { readonly id: number; readonly title: number };
  readonly columns: number;
  readonly colour?: boolean;
};

/** A title is not cut below this for what stands behind it. */
const LEAST_TITLE = 16;

/** One unit of the board in one line: what it does or waits for matters more than its name. */
export function cardLine(card: StatusCard, options: CardLineOptions): string {
  const { widths, columns, colour = false } = options;
  const { glyph, tone } = statusLook(card.status);
  const left = `  ${glyph} ${padText(oneLine(card.task_id), widths.id)}  `;
  const room = Math.max(0, columns - textWidth(left));
  const why = oneLine(whyOf(card, options));
  const title = oneLine(card.description);
  const free = Math.min(widths.title, room - textWidth(why) - 2);
  const least = Math.min(widths.title, LEAST_TITLE);
  const text =
    why === '' ? title : `${padText(title, Math.max(least, free))}  ${why}`;
  return (
    tint(
      cutText(left, columns),
      card.stale === null ? tone : 'warning',
      colour,
    ) + cutText(text, room)
  ).trimEnd();
}

function whyOf(card: StatusCard, options: CardLineOptions): string {
  if (card.stale !== null) return card.stale;
  if (card.attempt !== null) return doingOf(card, card.attempt, options);
  const { word } = statusLook(card.status);
  if (card.status === 'canceled') return word;
  if (card.status === 'completed') return '';
  const next = options.board.next.includes(card.task_id) ? 'next: ' : '';
  const status = isUnderway(card.status) ? `${word}: ` : '';
  return `${next}${status}${card.wait ?? 'goes on'}`;
}

function doingOf(
  { task_id, since }: StatusCard,
  attempt: string,
  { state, now }: CardLineOptions,
): string {
  const by = runningAttempts(unitOf(state, task_id)).map(
    ({ backend }) => backend,
  );
  const who = by.length === 0 ? '' : ` by ${[...new Set(by)].join(', ')}`;
  const elapsed =
    since === null ? '' : `, ${formatDuration(millisBetween(since, now))}`;
  return `${attempt}${who}${elapsed}`;
}
