import type { LiveRow } from './live.ts';

/** The rows that fit, and how many do not. */
export type RowWindow = {
  readonly rows: readonly LiveRow[];
  readonly hidden: number;
  readonly hidden_done: number;
  /** Hidden rows that lie above the first one shown. */
  readonly above: number;
};

/**
 * Chooses the rows for a height. With a row selected they are its
 * neighbourhood; else what runs or needs somebody, then what comes next, then
 * what was done last, always in file order: among a hundred units the few that
 * matter now are on the screen.
 */
export function windowRows(
  rows: readonly LiveRow[],
  height: number,
  selected: string | null,
): RowWindow {
  const room = Math.max(0, height);
  const at = rows.findIndex((row) => row.task_id === selected);
  const shown =
    rows.length <= room
      ? rows
      : at === -1
        ? mostUrgent(rows, room)
        : neighbourhood(rows, room, at);
  const kept = new Set(shown);
  const hidden = rows.filter((row) => !kept.has(row));
  const [first] = shown;
  return {
    rows: shown,
    hidden: hidden.length,
    hidden_done: hidden.filter((row) => row.status === 'completed').length,
    above: first === undefined ? 0 : rows.indexOf(first),
  };
}

function neighbourhood(
  rows: readonly LiveRow[],
  room: number,
  at: number,
): readonly LiveRow[] {
  const start = Math.min(
    Math.max(0, at - Math.floor(room / 2)),
    rows.length - room,
  );
  return rows.slice(start, start + room);
}

function mostUrgent(
  rows: readonly LiveRow[],
  room: number,
): readonly LiveRow[] {
  const ranked = rows
    .map((row, place) => ({ place, rank: rankOf(row) }))
    .toSorted(
      (a, b) =>
        a.rank - b.rank ||
        (a.rank === DONE ? b.place - a.place : a.place - b.place),
    )
    .slice(0, room);
  const kept = new Set(ranked.map(({ place }) => place));
  return rows.filter((_, place) => kept.has(place));
}

const DONE = 4;

function rankOf(row: LiveRow): number {
  if (row.is_running) return 0;
  if (row.status === 'blocked') return 1;
  if (row.status === 'not_started') return 3;
  return row.tone === 'good' || row.status === 'canceled' ? DONE : 2;
}

/** The row so many steps below (or above) the selected one; from none the first that runs. */
export function moveSelection(
  rows: readonly LiveRow[],
  selected: string | null,
  step: number,
): string | null {
  const at = rows.findIndex((row) => row.task_id === selected);
  if (at === -1) {
    const running = rows.find((row) => row.is_running) ?? rows[0];
    return running?.task_id ?? null;
  }
  const next = Math.min(rows.length - 1, Math.max(0, at + step));
  return rows[next]?.task_id ?? null;
}
