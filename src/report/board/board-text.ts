import { RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { PlannedUnit } from '../../model/unit.ts';
import { BOARD_COLUMNS } from '../../view/board.ts';
import type { BoardColumn } from '../../view/board.ts';
import { headlineOf, openDecisions, subjectOf } from '../../view/decisions.ts';
import { count, formatDuration, millisBetween } from '../../view/format.ts';
import type { NextCommand } from '../../view/next-command.ts';
import { percent, progressBar, toProgress } from '../../view/progress.ts';
import type { RunnerLife } from '../../view/stale.ts';
import type { StatusBoard, StatusCard } from '../../view/status-board.ts';
import { cutText, oneLine, textWidth } from '../../view/terminal-text.ts';
import { cardLine } from './card.ts';
import { tint } from '../colour.ts';
import { share } from './share-rows.ts';

/** A run at a moment, as the board shows it. */
export type BoardTextData = {
  readonly state: State;
  readonly board: StatusBoard;
  readonly runner: {
    readonly life: RunnerLife;
    readonly pid: number | null;
    readonly host: string | null;
  };
  readonly next: NextCommand;
  readonly now: string;
};

/** How much room there is. */
export type BoardTextOptions = {
  readonly columns: number;
  /** At most so many lines of the terminal; as many as it takes unless given. */
  readonly rows?: number | undefined;
  readonly colour?: boolean;
};

/**
 * The board as lines, none wider than the terminal but the command at the end,
 * which is there to be pasted: a narrow terminal folds that one itself.
 */
export function boardText(
  data: BoardTextData,
  options: BoardTextOptions,
): readonly string[] {
  const { columns, rows = Infinity } = options;
  const head = headLines(data, options);
  const foot = footLines(data, columns);
  const taken = [...head, ...foot].reduce(
    (sum, line) => sum + rowsOf(line, columns),
    0,
  );
  const shown = [
    ...head,
    ...sections(data, { ...options, rows: rows - taken }),
    ...foot,
  ];
  // Where even that is too much, the start of it: a frame may not scroll.
  const fitting: string[] = [];
  let used = 0;
  for (const line of shown) {
    used += rowsOf(line, columns);
    if (used > rows) break;
    fitting.push(line);
  }
  return fitting;
}

/** Rows of the terminal that a line takes. */
export const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(textWidth(line) / Math.max(1, columns)));

function headLines(
  { state, runner, now }: BoardTextData,
  { columns, colour = false }: BoardTextOptions,
): readonly string[] {
  const progress = toProgress(state);
  const spec = oneLine(state.run?.spec_path ?? '');
  const elapsed = formatDuration(millisBetween(state.resumed_at, now));
  const [tone, words] =
    state.finished === null
      ? runnerWords(runner, elapsed)
      : (['active', 'the run has ended'] as const);
  const units = state.is_planned
    ? `${progressBar(progress.share, 20)} ${progress.completed}/${count(progress.total, 'unit')} completed, ${percent(progress.share)} %`
    : 'The plan is being made.';
  return [
    tint(cutText(`${spec}: ${words}`, columns), tone, colour),
    cutText(units, columns),
    ...runLines(state, columns),
  ];
}

function runnerWords(
  { life, pid, host }: BoardTextData['runner'],
  elapsed: string,
): readonly ['active' | 'warning', string] {
  switch (life) {
    case 'live':
      return ['active', `running for ${elapsed} (process ${pid ?? '?'})`];
    case 'dead':
      return ['warning', 'not running, and not ended: it was cut off'];
    case 'elsewhere':
      return [
        'warning',
        `held by process ${pid ?? '?'} on ${oneLine(host ?? '?')}, which cannot be seen from here`,
      ];
  }
}

/** Agents of the whole run belong to no unit. */
const runLines = (state: State, columns: number): readonly string[] =>
  state.run_attempts
    .filter(({ status }) => status === 'running')
    .map(({ role, n, backend }) =>
      cutText(`The whole run: ${role} ${n} by ${oneLine(backend)}`, columns),
    );

const TITLES: Readonly<Record<BoardColumn, string>> = {
  planned: 'Planned',
  doing: 'Doing',
  review: 'Review',
  done: 'Done',
  blocked: 'Blocked',
};

/** Whose lines are given up last, where there are too few for all. */
const KEPT_LONGEST: readonly BoardColumn[] = [
  ...(['blocked', 'doing', 'review', 'planned', 'done'] as const),
];

function sections(
  data: BoardTextData,
  options: BoardTextOptions & { readonly rows: number },
): readonly string[] {
  const { board } = data;
  const filled = BOARD_COLUMNS.filter((column) => board[column].length > 0);
  const room = share(
    KEPT_LONGEST.filter((column) => filled.includes(column)).map(
      (column) => [column, board[column].length] as const,
    ),
    options.rows - filled.length,
  );
  const widths = {
    id: widest(data.state, ({ task_id }) => task_id, 12),
    title: widest(data.state, ({ description }) => description, 40),
  };
  return filled.flatMap((column) => {
    const cards = board[column];
    const shown = room.get(column) ?? 0;
    const left = cards.length - shown;
    const more = left === 0 ? '' : `, ${left} not shown`;
    return [
      cutText(`${TITLES[column]} (${cards.length}${more})`, options.columns),
      ...pick(board, column, shown).map((card) =>
        cardLine(card, { ...data, ...options, widths }),
      ),
    ];
  });
}

/** The first cards of a column, but what is next before all others; what came last of what is done is news. */
function pick(
  board: StatusBoard,
  column: BoardColumn,
  most: number,
): readonly StatusCard[] {
  const cards = board[column];
  if (column === 'done') return cards.slice(cards.length - most);
  const next = cards.filter(({ task_id }) => board.next.includes(task_id));
  const others = cards.filter((card) => !next.includes(card));
  const kept = new Set([...next, ...others].slice(0, most));
  return cards.filter((card) => kept.has(card));
}

/** Columns of the longest of a kind of text, up to a number of them. */
const widest = (
  { units }: State,
  text: (plan: PlannedUnit) => string,
  most: number,
): number =>
  units.reduce(
    (width, { plan }) =>
      width < most
        ? Math.min(most, Math.max(width, textWidth(oneLine(text(plan)))))
        : most,
    0,
  );

const MOST_DECISIONS = 3;

function footLines(
  { state, next }: BoardTextData,
  columns: number,
): readonly string[] {
  const open = openDecisions(state);
  const left = open.length - MOST_DECISIONS;
  const cut = (text: string): string => cutText(text, columns);
  return [
    ...(open.length === 0 ? [] : ['Decisions']),
    ...open
      .slice(0, MOST_DECISIONS)
      .map((decision) =>
        cut(
          `  ! ${decision.id}  ${decision.task_id === RUN_TASK ? '' : 'unit '}${oneLine(subjectOf(decision))}: ${oneLine(headlineOf(decision))}`,
        ),
      ),
    ...(left > 0 ? [cut(`  and ${left} more: decide lists them`)] : []),
    cut(`Next: ${oneLine(next.purpose)}`),
    `  ${oneLine(next.command)}`,
  ];
}
